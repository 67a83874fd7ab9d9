import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf, StartError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { folderError } from './folder-error.ts';

/** Who owns a data folder, as written in its lock file. */
export interface LockOwner {
  pid: number;
  startedAt: string;
  /** Address of the owner's inspector, once it listens. */
  inspector: string | null;
}

export interface FolderLock {
  /** Tells later starts where this one's inspector is. */
  publish(inspector: string): void;
  release(): void;
}

/** The folder belongs to a running Tapline. */
export class FolderInUseError extends StartError {
  readonly owner: LockOwner | null;
  constructor(folder: string, owner: LockOwner | null) {
    const who = owner ? ` (process ${owner.pid}${owner.inspector ? `, inspector at ${owner.inspector}` : ''})` : '';
    super(
      `Tapline is already running with the data folder ${folder}${who}. Use that one, stop it, or name another folder with --data.`,
    );
    this.name = 'FolderInUseError';
    this.owner = owner;
  }
}

/**
 * Makes this process the only owner of a data folder. `tapline.lock` says who that is, for people and for later starts;
 * what counts is a lock that the operating system holds on `tapline.lock.guard` (SQLite's, because it works alike on
 * every system): it ends with the process however that ends, so a stale file or a reused pid never locks anybody out.
 * @throws FolderInUseError when another process owns it
 * @throws StartError when the folder cannot be written
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'tapline.lock');
  const owner: LockOwner = { pid: process.pid, startedAt: new Date().toISOString(), inspector: null };
  const write = () => writeFileSync(file, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  let guard: Database.Database | null = null;
  try {
    makeFolder(folder);
    const guardFile = join(folder, 'tapline.lock.guard');
    // Not opened when it is there: closing a second handle would drop a lock that this process holds through the first.
    if (!existsSync(guardFile)) closeSync(openSync(guardFile, 'a', 0o600));
    guard = new Database(guardFile, { timeout: 0 });
    guard.exec('BEGIN IMMEDIATE');
    write();
  } catch (error) {
    guard?.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) throw new FolderInUseError(folder, readOwner(file));
    throw folderError(folder, error);
  }
  const held = guard;
  return {
    publish(inspector) {
      owner.inspector = inspector;
      write();
    },
    release() {
      try {
        rmSync(file, { force: true });
      } catch {
        // The folder became read-only. What locks is the guard; the file left behind locks nobody out.
      }
      held.close();
    },
  };
}

/** Who runs with a data folder, by its lock file; null when none does, as far as the file tells. */
export function ownerOf(folder: string): LockOwner | null {
  return readOwner(join(folder, 'tapline.lock'));
}

function readOwner(file: string): LockOwner | null {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Partial<LockOwner>;
    return typeof owner.pid === 'number'
      ? { pid: owner.pid, startedAt: String(owner.startedAt), inspector: owner.inspector ?? null }
      : null;
  } catch {
    return null;
  }
}
