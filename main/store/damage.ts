import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { codeOf } from '../errors.ts';

/** True for errors that mean the file's content is broken, not that the disk refused. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

/** An error that `isDamage` knows. */
export function damage(what: string): Error {
  return Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' });
}

/**
 * Leaves word that the file was found damaged while in use: the next start checks all of it, whatever its size.
 * Never throws; where this file cannot be written, the damage is met again.
 */
export function askForCheck(file: string): void {
  try {
    writeFileSync(`${file}.check`, '', { mode: 0o600 });
  } catch {}
}

/** True when the file was found damaged while in use, and was not checked since. */
export function isCheckAsked(file: string): boolean {
  return existsSync(`${file}.check`);
}

/** The file was checked, or is another one now. */
export function forgetCheck(file: string): void {
  rmSync(`${file}.check`, { force: true });
}

/** First words of a write-ahead log, in both byte orders (https://www.sqlite.org/fileformat2.html#walformat). */
const walMagic = [0x377f0682, 0x377f0683];

/**
 * Finds what SQLite passes over in silence: a log that is none is taken for an empty one, and a log beside an empty
 * database is deleted. Either may hold posts that were answered.
 * @throws an error that `isDamage` knows
 */
export function checkLog(file: string): void {
  const log = `${file}-wal`;
  if (!existsSync(log) || statSync(log).size === 0) return;
  const start = Buffer.alloc(4);
  const handle = openSync(log, 'r');
  try {
    readSync(handle, start, 0, 4, 0);
  } finally {
    closeSync(handle);
  }
  const magic = start.readUInt32BE(0);
  // Zeros are what a power cut leaves of a log whose first sync never finished: nothing in it was answered.
  if (magic === 0) return;
  if (!walMagic.includes(magic)) throw damage('its write-ahead log is no such log');
  if (!existsSync(file) || statSync(file).size === 0) throw damage('it is empty, but its write-ahead log is not');
}

/** Moves the database with all that belongs to it out of the way, and returns where it is now. */
export function moveAside(file: string): string {
  const stamp = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, '').replace('T', '-');
  let aside = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${file}.damaged-${stamp}-${n}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  forgetCheck(file);
  return aside;
}
