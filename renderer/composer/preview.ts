import type { TestPost } from '../../contract/index.ts';
import { encodeText } from '../replay/encode-value.ts';
import { toLatin1 } from '../replay/splice.ts';

type Fields = readonly (readonly [name: string, value: string])[];
type Charset = TestPost['charset'];

export interface Preview {
  /** Request line, header lines that tell of the body, and the body, as text. */
  request: string;
  /** Name of the first field that the charset cannot hold; null when all fit. */
  unwritable: string | null;
}

const formType = 'application/x-www-form-urlencoded';
const boundary = 'tapline-…';

/** A request as it will be sent, but for what is made anew each time. */
export function previewOf(options: {
  fields: Fields;
  encoding: TestPost['encoding'];
  charset: Charset;
  path: string;
  host: string;
}): Preview {
  const { fields, encoding, charset, path, host } = options;
  const unwritable = fields.find(([name, value]) => !fits(name, charset) || !fits(value, charset))?.[0] ?? null;
  if (unwritable !== null) return { request: '', unwritable };
  const label = charset === 'utf-8' ? '' : `; charset=${charset}`;
  const head = (target: string, type: string | null) =>
    [`POST ${target} HTTP/1.1`, `Host: ${host}`, ...(type === null ? [] : [`Content-Type: ${type}`]), '', ''].join(
      '\n',
    );
  if (encoding === 'query') {
    const glue = path.includes('?') ? '&' : '?';
    return { request: head(`${path}${glue}${urlencoded(fields, charset)}`, null).trimEnd(), unwritable };
  }
  if (encoding === 'form') return { request: head(path, formType + label) + urlencoded(fields, charset), unwritable };
  if (encoding === 'json') {
    const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    return { request: `${head(path, `application/json${label}`)}{${members.join(',')}}`, unwritable };
  }
  const type = charset === 'utf-8' ? '' : `\nContent-Type: text/plain; charset=${charset}`;
  const parts = fields.map(
    ([name, value]) => `--${boundary}\nContent-Disposition: form-data; name="${name}"${type}\n\n${value}\n`,
  );
  return {
    request: `${head(path, `multipart/form-data; boundary=${boundary}`)}${parts.join('')}--${boundary}--`,
    unwritable,
  };
}

function urlencoded(fields: Fields, charset: Charset): string {
  const name = (each: string) => (charset === 'utf-16' && /^[\x20-\x7e]*$/.test(each) ? escaped(each, 'utf-8') : null);
  return fields.map(([key, value]) => `${name(key) ?? escaped(key, charset)}=${escaped(value, charset)}`).join('&');
}

function escaped(value: string, charset: Charset): string {
  return toLatin1(bytesOf(value, charset) ?? new Uint8Array()).replace(/[^A-Za-z0-9*._-]/g, (char) =>
    char === ' ' ? '+' : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function fits(value: string, charset: Charset): boolean {
  return bytesOf(value, charset) !== null;
}

function bytesOf(value: string, charset: Charset): Uint8Array | null {
  if (charset === 'utf-16') {
    const bytes = new Uint8Array(value.length * 2);
    for (let at = 0; at < value.length; at++) new DataView(bytes.buffer).setUint16(at * 2, value.charCodeAt(at));
    return bytes;
  }
  if (charset !== 'iso-8859-1') return encodeText(value, charset);
  // The decoders of the web read this charset as windows-1252, which is not what it is.
  const codes = Array.from(value, (char) => char.codePointAt(0) ?? 0);
  return codes.every((code) => code <= 0xff) ? Uint8Array.from(codes) : null;
}
