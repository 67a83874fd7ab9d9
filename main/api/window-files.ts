import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { codeOf } from '../errors.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** The media type of one of the window's files, by its name. */
export function typeOfFile(file: string): string {
  return types[extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/**
 * The file of the window that a URL's path stands for, always inside `folder`; null when there can be none.
 * @param path as it stands in the URL, percent-encoded
 */
export function fileOfPath(path: string, folder: string): string | null {
  const name = decoded(path);
  // A backslash separates folders on Windows, a colon names drives and streams there, NUL ends a path in C.
  if (name === null || /[\\:\0]/.test(name)) return null;
  const root = resolve(folder);
  const file = resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(root + sep) ? file : null;
}

/** A file as it is sent. */
export interface WindowFile {
  bytes: Buffer;
  /** Changes with the file. */
  etag: string;
}

/** Reads one of the window's files; null when there is none of that name. */
export async function readWindowFile(file: string): Promise<WindowFile | null> {
  const found = await stat(file, { bigint: true }).catch(absent);
  if (!found?.isFile()) return null;
  const bytes = await readFile(file).catch(absent);
  return bytes && { bytes, etag: etagOf(found) };
}

function etagOf({ size, mtimeNs }: BigIntStats): string {
  return `"${size.toString(36)}-${mtimeNs.toString(36)}"`;
}

function absent(error: unknown): null {
  if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(codeOf(error) ?? '')) return null;
  throw error;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
