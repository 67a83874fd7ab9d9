import type { Header } from '../../contract/index.ts';
import { fromLatin1 } from './bytes.ts';
import { charsetOf, headerValue, type MediaType, parseMediaType } from './content-type.ts';
import { percentDecode } from './percent.ts';

/** What the header lines of a part say. */
export interface PartHeaders {
  headers: Header[];
  /** Null when the part names no field. */
  name: string | null;
  filename: string | null;
  contentType: string | null;
  media: MediaType;
  /** True when some line is no header line. */
  damaged: boolean;
}

/** Reads the header lines of a part, latin-1 with any line end. Folded lines belong to the line before. */
export function readPartHeaders(text: string): PartHeaders {
  const headers: Header[] = [];
  let damaged = false;
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const last = headers.at(-1);
    if (last && /^[ \t]/.test(line)) {
      last[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) damaged = true;
    else headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  const { parameters } = parseMediaType(headerValue(headers, 'content-disposition') ?? '');
  const name = parameters.get('name');
  const contentType = headerValue(headers, 'content-type');
  return {
    headers,
    name: name === undefined ? null : fromLatin1(name),
    filename: filename(parameters),
    contentType,
    media: parseMediaType(contentType ?? ''),
    damaged,
  };
}

/** `filename*` (RFC 5987: charset'language'escaped) wins over `filename`. */
function filename(parameters: MediaType['parameters']): string | null {
  const extended = /^([\w-]{1,40})'[\w-]{0,40}'(.*)$/s.exec(parameters.get('filename*') ?? '');
  if (extended) {
    const charset = charsetOf({ type: '', parameters: new Map([['charset', extended[1] ?? '']]) });
    // "+" stays a plus here, unlike in a form.
    return percentDecode((extended[2] ?? '').replaceAll('+', '%2B'), charset).text;
  }
  const plain = parameters.get('filename');
  return plain === undefined ? null : fromLatin1(plain);
}
