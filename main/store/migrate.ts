import { createHash } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
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
 * Looks at the version before anything is opened for writing: not a byte of a newer file is touched.
 * @throws StartError when the file was written by a newer version
 */
export function refuseNewer(file: string, migrations: readonly Migration[]): void {
  if (statSync(file).size === 0) return;
  const newest = migrations.at(-1)?.number ?? 0;
  const db = new Database(file, { readonly: true, timeout: 5000 });
  try {
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version <= newest) return;
    throw new StartError(
      `The database ${file} was written by a newer Tapline (schema ${version}, this one knows ${newest}). ` +
        'Start that version, or name another folder with --data.',
    );
  } finally {
    db.close();
  }
}

/**
 * Brings a database up to date, each step in a transaction of its own. Before a step changes a database that already
 * holds data, a copy of it is kept beside it as `<file>.before-<number>`.
 * @throws StartError when the file was written by steps that are not these
 */
export function migrate(db: Database.Database, file: string, migrations: readonly Migration[]): void {
  db.exec(
    'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const applied = new Map(
    (db.prepare('SELECT number, hash FROM migrations').all() as Applied[]).map((row) => [row.number, row.hash]),
  );
  // What has no step yet holds nothing that a copy could save.
  const isNew = applied.size === 0;
  for (const migration of migrations) {
    const hash = migrationHash(migration);
    const known = applied.get(migration.number);
    if (known === undefined) apply(db, migration, isNew ? null : file);
    else if (known !== hash) {
      throw new StartError(
        `The database ${file} was set up by another build of Tapline (step ${migration.number} differs). ` +
          'Start that build, or name another folder with --data.',
      );
    }
  }
}

/** @param copied the file that a copy is kept of, or null */
function apply(db: Database.Database, migration: Migration, copied: string | null): void {
  if (copied !== null) keepCopy(db, copied, migration.number);
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

/**
 * Copied by SQLite, not as a file: closing a handle on a database that is open drops the locks on it, and somebody else's
 * tool could then fold the log away under us.
 */
function keepCopy(db: Database.Database, file: string, number: number): void {
  const copy = `${file}.before-${String(number).padStart(4, '0')}`;
  const unfinished = `${copy}.unfinished`;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, 'wx', 0o600));
  db.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, copy);
}
