import { extname, resolve, sep } from 'node:path';
import { pageHeaders } from '../api/page-headers.ts';
import { isOwnUrl } from './rules.ts';

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

/** Headers of every answer of the window's protocol. */
export function assetHeaders(file: string): Record<string, string> {
  return {
    'Content-Type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    ...pageHeaders,
  };
}

/** The file behind a URL of our protocol, always inside `folder`; null when there can be none. */
export function assetPath(url: string, folder: string): string | null {
  if (!isOwnUrl(url)) return null;
  const name = decoded(new URL(url).pathname);
  // A backslash separates folders on Windows, a colon names drives and streams there, NUL ends a path in C.
  if (name === null || /[\\:\0]/.test(name)) return null;
  const root = resolve(folder);
  const file = resolve(root, `.${name === '/' ? '/index.html' : name}`);
  return file.startsWith(root + sep) ? file : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
