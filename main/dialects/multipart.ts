import { createHash } from 'node:crypto';
import { limits } from '../limits.ts';
import { type Charset, otherReading, readText } from './bytes.ts';
import { charsetOf } from './content-type.ts';
import { addField, type FieldList, note, plainField } from './field-list.ts';
import { type PartHeaders, readPartHeaders } from './part-headers.ts';

/** A multipart body and what its Content-Type says. */
export interface MultipartSource {
  bytes: Buffer;
  /** Null when the Content-Type names none. */
  boundary: string | null;
  charset: Charset | null;
}

interface Delimiter {
  start: number;
  /** Behind the line. */
  end: number;
  final: boolean;
}

const CR = 13;
const LF = 10;
const DASH = 45;

/**
 * Reads the parts of a multipart/form-data body (RFC 7578) into the list. A part without a file name whose bytes are text
 * becomes a field with that text; any other is a file. What is damaged is read as far as it makes sense.
 * @returns what is damaged, as the second half of a sentence, in order of discovery
 */
export function readMultipart(list: FieldList, source: MultipartSource): string[] {
  const { bytes } = source;
  const faults = new Set<string>();
  const boundary = usableBoundary(source, faults);
  if (boundary === null) return [...faults];
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  let open = nextDelimiter(bytes, mark, 0);
  let parts = 0;
  let left = 0;
  while (open && !open.final) {
    const next = nextDelimiter(bytes, mark, open.end);
    if (!next) faults.add('the closing boundary is missing, so the last part may be cut short');
    const end = next ? contentEnd(bytes, open.end, next.start) : bytes.length;
    if (parts < limits.dialects.parts) readPart(list, { source, start: open.end, end }, faults);
    else left += 1;
    parts += 1;
    open = next;
  }
  if (parts === 0) faults.add('it has no parts');
  if (left > 0) faults.add(`it has ${parts} parts, of which the first ${limits.dialects.parts} are shown`);
  return [...faults];
}

/** The declared boundary, or the one that the first line of the body shows. Null when there is neither. */
function usableBoundary({ bytes, boundary }: MultipartSource, faults: Set<string>): string | null {
  const declared =
    boundary !== null && boundary !== '' && boundary.length <= limits.dialects.boundaryChars ? boundary : null;
  if (declared !== null && nextDelimiter(bytes, Buffer.from(`--${declared}`, 'latin1'), 0)) return declared;
  faults.add(
    declared === null
      ? 'the Content-Type names no usable boundary'
      : 'the boundary that the Content-Type names does not occur in the body',
  );
  const firstLine = /^(?:\r?\n)?--([^\r\n]{1,256})\r?\n/.exec(
    bytes.toString('latin1', 0, limits.dialects.boundaryChars + 8),
  );
  if (!firstLine?.[1]) return null;
  faults.add('the parts were found by the first line of the body; most receivers find none');
  return firstLine[1].trimEnd();
}

/** The next line that is a delimiter, at or behind `from`. */
function nextDelimiter(bytes: Buffer, mark: Buffer, from: number): Delimiter | null {
  for (let at = bytes.indexOf(mark, from); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    if (at > 0 && bytes[at - 1] !== LF) continue;
    let end = at + mark.length;
    const final = bytes[end] === DASH && bytes[end + 1] === DASH;
    if (final) end += 2;
    while (bytes[end] === 32 || bytes[end] === 9) end += 1;
    if (bytes[end] === CR) end += 1;
    if (bytes[end] === LF) return { start: at, end: end + 1, final };
    // The final delimiter may end the body, or be followed by anything a sender puts there.
    if (final || end >= bytes.length) return { start: at, end: bytes.length, final };
  }
  return null;
}

/** The line end before a delimiter belongs to the delimiter. */
function contentEnd(bytes: Buffer, start: number, delimiter: number): number {
  let end = delimiter;
  if (end > start && bytes[end - 1] === LF) end -= 1;
  if (end > start && bytes[end - 1] === CR) end -= 1;
  return end;
}

function readPart(
  list: FieldList,
  at: { source: MultipartSource; start: number; end: number },
  faults: Set<string>,
): void {
  const { bytes, charset } = at.source;
  const head = headEnd(bytes, at.start, at.end);
  if (head.lfOnly) faults.add('its lines end with LF alone instead of CR LF');
  if (head.missing) faults.add('a part has no empty line behind its headers');
  const headers = readPartHeaders(bytes.toString('latin1', at.start, head.end));
  if (headers.damaged) faults.add('a part has a line that is no header');
  if (headers.name === null) faults.add('a part names no field');
  const start = Math.min(head.next, at.end);
  addPart(list, { headers, content: bytes.subarray(start, at.end), start, charset });
}

interface Part {
  headers: PartHeaders;
  content: Buffer;
  /** Offset of the content in the body. */
  start: number;
  charset: Charset | null;
}

function addPart(list: FieldList, { headers, content, start, charset }: Part): void {
  const declared = charsetOf(headers.media) ?? charset;
  const read = headers.filename === null ? readText(content, declared) : null;
  const isText = read !== null && (read.utf8 || declared !== null);
  const field = plainField(headers.name ?? '', isText ? read.text : '', 'part');
  field.range = { start, end: start + content.length };
  field.part = {
    headers: headers.headers,
    filename: headers.filename,
    contentType: headers.contentType,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  if (!isText) field.flags = ['file'];
  addField(list, field);
  if (read === null || read.utf8) return;
  if (isText) {
    note(list, { field, code: 'invalid-utf8', detail: declared?.label ?? '' });
  } else if (isPrintable(content)) {
    field.otherReading = otherReading(content);
    note(list, { field, code: 'invalid-utf8', detail: '' });
  }
}

/** Where the header lines of a part end, and where its content starts. */
function headEnd(
  bytes: Buffer,
  start: number,
  end: number,
): { end: number; next: number; lfOnly: boolean; missing: boolean } {
  const limit = Math.min(end, start + limits.dialects.partHeaderBytes);
  let line = start;
  let lfOnly = false;
  while (line < limit) {
    const feed = bytes.indexOf(LF, line);
    if (feed < 0 || feed >= limit) break;
    const crlf = feed > line && bytes[feed - 1] === CR;
    if (!crlf) lfOnly = true;
    if (feed - line === (crlf ? 1 : 0)) return { end: line, next: feed + 1, lfOnly, missing: false };
    line = feed + 1;
  }
  // A part that ends within its headers has a last line without a line end.
  const isHeader = end <= limit && /^[\w-]+:/.test(bytes.toString('latin1', line, end));
  if (isHeader) return { end, next: end, lfOnly, missing: true };
  // Without an empty line the rest is taken for content, so that nothing is lost.
  return { end: line, next: line, lfOnly, missing: true };
}

/** No control characters but those of text. */
function isPrintable(content: Buffer): boolean {
  return content.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}
