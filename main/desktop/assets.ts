import { pageHeaders } from '../api/page-headers.ts';
import { fileOfPath, typeOfFile } from '../api/window-files.ts';
import { isOwnUrl } from './rules.ts';

/** Headers of every answer of the window's protocol. */
export function assetHeaders(file: string): Record<string, string> {
  return { 'Content-Type': typeOfFile(file), ...pageHeaders };
}

/** The file behind a URL of our protocol, always inside `folder`; null when there can be none. */
export function assetPath(url: string, folder: string): string | null {
  return isOwnUrl(url) ? fileOfPath(new URL(url).pathname, folder) : null;
}
