import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf, messageOf, StartError } from '../errors.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations as ours } from './migrations.ts';

export interface OpenedDatabase {
  db: Database.Database;
  /** Where a damaged file was moved, or null. */
  movedAside: string | null;
}

/** A file up to this size is checked whole at every start; it takes well under 0.1 s. */
const checkedWholeBytes = 32 * 1024 * 1024;

/**
 * Opens the database for writing, creates it when absent, moves a damaged one aside, and brings its schema up to date.
 * @param file path of tapline.db
 * @throws StartError with a sentence when the folder cannot be written or the file belongs to a newer version
 */
export function openForWriting(file: string, migrations: readonly Migration[] = ours): OpenedDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Made by us rather than by SQLite, so that it never has another mode; -wal and -shm take theirs from it.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw new StartError(
      `The data folder ${dirname(file)} cannot be written (${messageOf(error)}). Make it writable, or name another one with --data.`,
      { cause: error },
    );
  }
  let movedAside: string | null = null;
  for (;;) {
    try {
      return { db: openOnce(file, migrations), movedAside };
    } catch (error) {
      if (!isDamage(error) || movedAside !== null) throw startError(file, error);
      movedAside = moveAside(file);
      closeSync(openSync(file, 'a', 0o600));
    }
  }
}

/** Opens a connection that cannot write, for searches. */
export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  db.pragma('temp_store = MEMORY');
  db.pragma('mmap_size = 268435456');
  return db;
}

/** True for errors that mean the file's content is broken, not that the disk refused. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

function openOnce(file: string, migrations: readonly Migration[]): Database.Database {
  const db = new Database(file, { timeout: 5000 });
  try {
    db.pragma('journal_mode = WAL');
    requireFull(db);
    db.pragma('temp_store = MEMORY');
    check(db, file);
    migrate(db, file, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * better-sqlite3 13 is built with DEFAULT_WAL_SYNCHRONOUS=1: a reopened WAL database would answer for posts that a power
 * cut could still take. FULL has to be set at every open, and is read back because a pragma that fails is silent.
 */
function requireFull(db: Database.Database): void {
  db.pragma('synchronous = FULL');
  const value = db.pragma('synchronous', { simple: true });
  if (value !== 2) throw new StartError(`The database cannot be set to synchronous=FULL (it says ${String(value)}).`);
}

function check(db: Database.Database, file: string): void {
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  if (statSync(file).size > checkedWholeBytes) return;
  const [first] = db.pragma('quick_check(1)') as { quick_check: string }[];
  if (first && first.quick_check !== 'ok') {
    throw Object.assign(new Error(first.quick_check), { code: 'SQLITE_CORRUPT' });
  }
}

function moveAside(file: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, '').replace('T', '-');
  let aside = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${file}.damaged-${stamp}-${n}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

function startError(file: string, error: unknown): StartError {
  if (error instanceof StartError) return error;
  const hint =
    codeOf(error) === 'SQLITE_FULL'
      ? 'The disk is full: free some space and start again.'
      : 'Check the folder and the disk, or name another folder with --data.';
  return new StartError(`The database ${file} cannot be opened (${messageOf(error)}). ${hint}`, { cause: error });
}
