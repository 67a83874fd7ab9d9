import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StartError } from '../errors.ts';

const form = /^[A-Za-z0-9_-]{32,}$/;

/**
 * The token of a data folder: made once, kept in a file that only its owner can read.
 * @throws StartError when the file cannot be written
 */
export function tokenOf(folder: string): string {
  const known = readToken(folder);
  if (known !== null) return known;
  const token = randomBytes(32).toString('base64url');
  const file = join(folder, 'token');
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    // An existing file would keep its mode.
    chmodSync(file, 0o600);
  } catch (error) {
    throw new StartError(
      `The inspector's token cannot be kept in ${file} (${messageOf(error)}). Move what is there away, or make it writable.`,
      { cause: error },
    );
  }
  return token;
}

/** The token of a data folder that is in use already, or null. */
export function readToken(folder: string): string | null {
  try {
    const token = readFileSync(join(folder, 'token'), 'utf8').trim();
    return form.test(token) ? token : null;
  } catch {
    return null;
  }
}

/** Compares in a time that does not tell how much was right. */
export function isToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
