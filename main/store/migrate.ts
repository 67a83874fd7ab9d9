import { createHash } from 'node:crypto';
import { chmodSync, constants, copyFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { StartError } from '../errors.ts';
import type { Migration } from './migrations.ts';

interface Applied {
  number: number;
  hash: string;
}

/** Fingerprint of a migration's text; a released text that changed would leave two kinds of databases behind. */
export function migrationHash(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}

/**
 * Brings a database up to date, each step in a transaction of its own. Before a step changes a database that already
 * holds data, a copy of the file is kept beside it as `<file>.before-<number>`.
 * @throws StartError when the file was written by a newer version, or by steps that are not these
 */
export function migrate(db: Database, file: string, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.number ?? 0;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > newest) {
    throw new StartError(
      `The database ${file} was written by a newer Tapline (schema ${version}, this one knows ${newest}). ` +
        'Start that version, or name another folder with --data.',
    );
  }
  db.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const applied = new Map(
    (db.prepare('SELECT number, hash FROM migrations').all() as Applied[]).map((row) => [row.number, row.hash]),
  );
  for (const migration of migrations) {
    const hash = migrationHash(migration);
    const known = applied.get(migration.number);
    if (known === undefined) apply(db, file, migration);
    else if (known !== hash) {
      throw new StartError(
        `The database ${file} was set up by another build of Tapline (step ${migration.number} differs). ` +
          'Start that build, or name another folder with --data.',
      );
    }
  }
}

function apply(db: Database, file: string, migration: Migration): void {
  if (migration.number > 1) keepCopy(db, file, migration.number);
  db.transaction(() => {
    db.exec(migration.sql);
    db.prepare('INSERT INTO migrations (number, name, hash, applied_at) VALUES (?, ?, ?, ?)').run(
      migration.number,
      migration.name,
      migrationHash(migration),
      new Date().toISOString(),
    );
    db.pragma(`user_version = ${migration.number}`);
  })();
}

function keepCopy(db: Database, file: string, number: number): void {
  // With the log folded into the file, and nobody else writing (the folder is locked), the file alone is the database.
  db.pragma('wal_checkpoint(TRUNCATE)');
  const copy = `${file}.before-${String(number).padStart(4, '0')}`;
  copyFileSync(file, copy, constants.COPYFILE_FICLONE);
  chmodSync(copy, 0o600);
}
