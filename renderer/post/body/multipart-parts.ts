import type { ByteRange, Header } from '../../../contract/index.ts';
import { decodePiece } from './form-pairs.ts';
import { readParameters } from './media-type.ts';

/** One part of a multipart body. */
export interface Part {
  headers: Header[];
  name: string | null;
  filename: string | null;
  contentType: string | null;
  /** Where its header lines stand. */
  head: ByteRange;
  /** Where its content stands. */
  content: ByteRange;
}

/** What of a multipart body is shown. */
export interface Parts {
  parts: Part[];
  /** Parts there are, also those beyond `mostParts`. */
  total: number;
  /** The end of the last part is not marked, so it may be cut short. */
  unfinished: boolean;
}

export const mostParts = 1000;
const headChars = 16 * 1024;

/**
 * Finds the parts of a multipart body by the declared boundary, else by the one its first line shows, as the decoding of
 * fields does.
 */
export function readParts(bytes: Uint8Array, declared: string | null): Parts {
  // One character per byte: what searches text searches bytes.
  const text = new TextDecoder('windows-1252', { ignoreBOM: true }).decode(bytes);
  const found: Parts = { parts: [], total: 0, unfinished: false };
  const boundary = boundaryIn(text, declared);
  if (boundary === null) return found;
  let open = nextDelimiter(text, boundary, 0);
  while (open && !open.final) {
    const next = nextDelimiter(text, boundary, open.end);
    if (!next) found.unfinished = true;
    found.total += 1;
    const end = next ? contentEnd(text, open.end, next.start) : text.length;
    if (found.parts.length < mostParts) found.parts.push(partAt(bytes, text, { start: open.end, end }));
    open = next;
  }
  return found;
}

function boundaryIn(text: string, declared: string | null): string | null {
  if (declared && declared.length <= 256 && nextDelimiter(text, `--${declared}`, 0)) return `--${declared}`;
  const first = /^(?:\r?\n)?(--[^\r\n]{1,256})\r?\n/.exec(text.slice(0, 264));
  return first?.[1]?.trimEnd() ?? null;
}

/** The next line that is a delimiter, at or behind `from`. */
function nextDelimiter(
  text: string,
  mark: string,
  from: number,
): { start: number; end: number; final: boolean } | null {
  for (let at = text.indexOf(mark, from); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    let end = at + mark.length;
    const final = text.startsWith('--', end);
    if (final) end += 2;
    while (text[end] === ' ' || text[end] === '\t') end += 1;
    if (text[end] === '\r') end += 1;
    if (text[end] === '\n') return { start: at, end: end + 1, final };
    if (final || end >= text.length) return { start: at, end: text.length, final };
  }
  return null;
}

/** The line end before a delimiter belongs to the delimiter. */
function contentEnd(text: string, start: number, delimiter: number): number {
  let end = delimiter;
  if (end > start && text[end - 1] === '\n') end -= 1;
  if (end > start && text[end - 1] === '\r') end -= 1;
  return end;
}

function partAt(bytes: Uint8Array, text: string, at: ByteRange): Part {
  const split = headEnd(text, at);
  const head = { start: at.start, end: split.end };
  const headers = readHeaders(bytes.subarray(head.start, head.end));
  const header = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
  const parameters = readParameters(header('content-disposition') ?? '');
  return {
    headers,
    name: parameters.get('name') ?? null,
    filename: extended(parameters.get('filename*')) ?? parameters.get('filename') ?? null,
    contentType: header('content-type'),
    head,
    content: { start: Math.min(split.next, at.end), end: at.end },
  };
}

/** Where the header lines of a part end, and where its content starts. */
function headEnd(text: string, { start, end }: ByteRange): { end: number; next: number } {
  const limit = Math.min(end, start + headChars);
  let line = start;
  while (line < limit) {
    const feed = text.indexOf('\n', line);
    if (feed < 0 || feed >= limit) break;
    const crlf = feed > line && text[feed - 1] === '\r';
    if (feed - line === (crlf ? 1 : 0)) return { end: line, next: feed + 1 };
    line = feed + 1;
  }
  // Without an empty line the rest is taken for content, but for a last header line that the end of the part cuts.
  if (end <= limit && /^[\w-]+:/.test(text.slice(line, end))) return { end, next: end };
  return { end: line, next: line };
}

/** Header lines, as UTF-8 or else as windows-1252; folded lines belong to the line before. */
function readHeaders(bytes: Uint8Array): Header[] {
  const headers: Header[] = [];
  for (const line of headText(bytes).split(/\r?\n/)) {
    const last = headers.at(-1);
    const colon = line.indexOf(':');
    if (last && /^[ \t]/.test(line)) last[1] += ` ${line.trim()}`;
    else if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return headers;
}

function headText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** A value of the form charset'language'escaped (RFC 5987). */
function extended(value: string | undefined): string | null {
  const taken = /^([\w-]{1,40})'[\w-]{0,40}'(.*)$/s.exec(value ?? '');
  if (!taken) return null;
  const raw = new TextEncoder().encode((taken[2] ?? '').replaceAll('+', '%2B'));
  try {
    return decodePiece(raw, taken[1] ?? 'utf-8');
  } catch {
    return decodePiece(raw, 'utf-8');
  }
}
