import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { messageOf, StartError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { checkLog, damage, forgetCheck, isCheckAsked, isDamage, moveAside } from './damage.ts';
import { folderError, isDiskFull } from './folder-error.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { type Migration, migrations as ours } from './migrations.ts';

export interface OpenedDatabase {
  db: Database.Database;
  /** Where a damaged file was moved, or null. */
  movedAside: string | null;
}

export interface OpenOptions {
  /** Steps of the schema; those of this version when absent. */
  migrations?: readonly Migration[];
  /** False = a damaged file is an error; for when others have it open. */
  mayMoveAside?: boolean;
}

/** A file up to this size is checked whole at every start; it takes well under 0.1 s. */
const checkedWholeBytes = 32 * 1024 * 1024;

/**
 * Size of a page of a new file; one that is there keeps its own. A page of the list touches fourteen pages of 4096 bytes, one after
 * the other, or seven of these; when they come from the disk that is most of its time. Storing posts costs the same with either.
 */
export const pageBytes = 8192;

/** What the write-ahead log may keep of the disk when it begins anew; more than it usually has by then, since to grow it costs a commit. */
const logBytes = 24 * 1024 * 1024;

/** Size of the log at which a commit writes it back by itself, should the thread that does so not keep up. */
const longestLogBytes = 32 * 1024 * 1024;

/**
 * Opens the database for writing, creates it when absent, moves a damaged one aside, and brings its schema up to date.
 * @param file path of tapline.db
 * @throws StartError with a sentence when the folder cannot be written or the file belongs to a newer version
 */
export function openForWriting(file: string, options: OpenOptions = {}): OpenedDatabase {
  const { migrations = ours, mayMoveAside = true } = options;
  let movedAside: string | null = null;
  for (;;) {
    try {
      checkLog(file);
      create(file);
      return { db: openOnce(file, migrations), movedAside };
    } catch (error) {
      if (!isDamage(error) || movedAside !== null || !mayMoveAside) throw startError(file, error);
      movedAside = moveAside(file);
    }
  }
}

/** Opens a connection that cannot write, for searches. */
export function openForReading(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  db.pragma('temp_store = MEMORY');
  // Pages are read, not mapped: a disk error under a mapping would end the process, and with it the receiving of posts.
  db.pragma('cache_size = -65536');
  return db;
}

/** Opens a connection that writes the log back into the file, and nothing else. */
export function openForWritingBack(file: string): Database.Database {
  const db = new Database(file, { fileMustExist: true, timeout: 5000 });
  requireFull(db);
  return db;
}

/** Made by us rather than by SQLite, so that it never has another mode; -wal and -shm take theirs from it. */
function create(file: string): void {
  try {
    makeFolder(dirname(file));
    // Not opened when it is there: closing a second handle would drop the locks that SQLite holds through the first.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
    chmodSync(file, 0o600);
  } catch (error) {
    throw folderError(dirname(file), error);
  }
}

function openOnce(file: string, migrations: readonly Migration[]): Database.Database {
  refuseNewer(file, migrations);
  const db = new Database(file, { timeout: 5000 });
  try {
    db.pragma(`page_size = ${pageBytes}`);
    // Takes effect in a new file, before its first page: what retention frees can then be given back to the disk. One that is there
    // would be written to, before it is known to be whole.
    if (statSync(file).size === 0) db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    requireFull(db);
    db.pragma('temp_store = MEMORY');
    // The counters of many conversations are touched all over; twice as much made no difference with a million posts.
    db.pragma('cache_size = -16384');
    db.pragma(`journal_size_limit = ${logBytes}`);
    const ownPageBytes = db.pragma('page_size', { simple: true }) as number;
    db.pragma(`wal_autocheckpoint = ${longestLogBytes / ownPageBytes}`);
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
  if (statSync(file).size > checkedWholeBytes && !isCheckAsked(file)) return;
  const [first] = db.pragma('quick_check(1)') as { quick_check: string }[];
  if (first && first.quick_check !== 'ok') throw damage(first.quick_check);
  forgetCheck(file);
}

function startError(file: string, error: unknown): StartError {
  if (error instanceof StartError) return error;
  const hint = isDiskFull(error)
    ? 'The disk is full: free some space and start again.'
    : 'Check the folder and the disk, or name another folder with --data.';
  return new StartError(`The database ${file} cannot be opened (${messageOf(error)}). ${hint}`, { cause: error });
}
