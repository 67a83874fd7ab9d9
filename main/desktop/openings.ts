import { basename, resolve } from 'node:path';

/** Something the system asks Tapline to open. */
export type Opening = { type: 'post'; id: number } | { type: 'file'; path: string };

/** Scheme of links into the app. */
export const linkScheme = 'tapline';
/** How the files end that belong to Tapline. */
const fileEnding = '.tapline.ndjson';

const pathChars = 4096;

/**
 * Reads a link (`tapline://post/42`) or the path of one of Tapline's files; null for everything else. Anything on the
 * machine, web pages included, can send a link: it names a post by its number and can say nothing else.
 */
export function readOpening(text: string): Opening | null {
  const id = /^tapline:\/\/post\/([1-9]\d{0,14})\/?$/i.exec(text)?.[1];
  if (id) return { type: 'post', id: Number(id) };
  const isFile = !/^[a-z][a-z\d+.-]+:\/\//i.test(text) && !text.startsWith('-') && !text.includes('\0');
  const name = basename(text).toLowerCase();
  if (!isFile || text.length > pathChars || !name.endsWith(fileEnding) || name === fileEnding) return null;
  return { type: 'file', path: text };
}

/**
 * Takes what is to be opened out of the arguments of a start; Windows and Linux hand links and files over like this. A link
 * that cannot be read is dropped, never taken for a flag or a value.
 */
export function splitArguments(args: readonly string[]): { flags: string[]; openings: Opening[] } {
  const flags: string[] = [];
  const openings: Opening[] = [];
  for (const [index, argument] of args.entries()) {
    // The value of `--data` may end like one of our files.
    const isValue = index > 0 && /^--[^=]+$/.test(args[index - 1] ?? '') && !isLink(argument);
    const opening = isValue ? null : readOpening(argument);
    if (opening) openings.push(opening);
    else if (!isLink(argument)) flags.push(argument);
  }
  return { flags, openings };
}

/** The same with the whole path of a file. @param folder the working folder of whoever named it */
export function absolute(opening: Opening, folder: string): Opening {
  return opening.type === 'file' ? { ...opening, path: resolve(folder, opening.path) } : opening;
}

function isLink(text: string): boolean {
  return /^tapline:/i.test(text);
}

/** The window's address of a post. */
export function postHash(id: number): string {
  return `#/inbox/${id}`;
}
