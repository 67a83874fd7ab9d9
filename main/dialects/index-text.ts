import { isUtf8 } from 'node:buffer';
import type { Field, Header } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { BodyReading } from './body.ts';
import { fromLatin1 } from './bytes.ts';

/** What the search index may find a post by. */
export interface Indexable {
  path: string;
  headers: readonly Header[];
  fields: readonly Field[];
  body: BodyReading;
}

/**
 * One text for the search index: path, fields, header lines, and the text of a body that the fields do not cover. Fields
 * leave a quarter of the room to the rest, so that one endless value does not hide the headers.
 */
export function indexText({ path, headers, fields, body }: Indexable): string {
  const most = limits.store.indexedTextChars;
  const fieldRoom = most - most / 4;
  let text = fromLatin1(path).slice(0, fieldRoom);
  for (const field of fields) {
    if (text.length >= fieldRoom) break;
    text += `\n${field.name}`;
    if (field.value) text += ` ${field.value}`;
    if (field.part) text += partText(field.part);
    if (field.otherReading) text += ` ${field.otherReading.value}`;
  }
  if (text.length > fieldRoom) text = text.slice(0, fieldRoom);
  for (const [name, value] of headers) {
    if (text.length >= most) break;
    text += `\n${name}: ${fromLatin1(value)}`;
  }
  if (!body.covered && text.length < most) text += `\n${bodyText(body.bytes, most - text.length) ?? ''}`;
  return text.length > most ? text.slice(0, most) : text;
}

function partText(part: NonNullable<Field['part']>): string {
  return ` ${part.filename ?? ''} ${part.contentType ?? ''}`;
}

/** The beginning of a body as text, at most `max` characters; null when it is not text. */
export function bodyText(bytes: Buffer, max: number): string | null {
  if (bytes.subarray(0, 4096).includes(0)) return null;
  let end = Math.min(bytes.length, max);
  // A cut inside a character would make the rest look like no UTF-8.
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const start = bytes.subarray(0, end);
  return isUtf8(start) ? start.toString('utf8') : start.toString('latin1');
}
