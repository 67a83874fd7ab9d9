import { randomBytes } from 'node:crypto';
import type { TestPost } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { encodeText } from './charset-bytes.ts';
import { formType } from './content-type.ts';

/** Where fields stand, and in which charset. */
export type FieldEncoding = Pick<TestPost, 'encoding' | 'charset'>;

export interface EncodedFields {
  /** Empty where there is no body. */
  contentType: string;
  body: Buffer;
  /** What follows "?" in the target; empty where the fields are in the body. */
  query: string;
}

type Fields = readonly (readonly [name: string, value: string])[];

/**
 * Writes fields in one of the ways in which platforms send them. The bytes are really those of the charset:
 * - in a query or form, each value's bytes are percent-encoded (UTF-16 as big-endian without mark, names as ASCII where
 *   they are ASCII: a receiver could not take the pairs apart otherwise);
 * - in JSON the whole text is in it, UTF-16 as little-endian with mark;
 * - in multipart each part's value is, and the part says so.
 * @throws TaplineError BAD_REQUEST for what the charset cannot write
 */
export function encodeFields(fields: Fields, { encoding, charset }: FieldEncoding): EncodedFields {
  const label = charset === 'utf-8' ? '' : `; charset=${charset}`;
  if (encoding === 'query') return { contentType: '', body: Buffer.alloc(0), query: urlencoded(fields, charset) };
  if (encoding === 'form') {
    return { contentType: formType + label, body: Buffer.from(urlencoded(fields, charset), 'latin1'), query: '' };
  }
  if (encoding === 'json') {
    const members = fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    const text = `{${members.join(',')}}`;
    // Checked one by one first, so that the sentence can name the field.
    for (const field of fields) bytesOf(field, charset);
    const body = Buffer.concat([markOf(charset), written(text, charset, 'the JSON')]);
    return { contentType: `application/json${label}`, body, query: '' };
  }
  return { ...multipart(fields, charset), query: '' };
}

function urlencoded(fields: Fields, charset: TestPost['charset']): string {
  const isWide = charset === 'utf-16';
  return fields
    .map((field) => {
      const { name, value } = bytesOf(field, charset);
      return `${escaped(isWide ? nameBytes(field[0]) : name)}=${escaped(isWide ? value.swap16() : value)}`;
    })
    .join('&');
}

function nameBytes(name: string): Buffer {
  return /^[\x20-\x7e]*$/.test(name) ? Buffer.from(name, 'latin1') : written(name, 'utf-16', 'a name').swap16();
}

/** Bytes as application/x-www-form-urlencoded writes them. */
function escaped(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^A-Za-z0-9*._-]/g, (char) =>
      char === ' ' ? '+' : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

function multipart(fields: Fields, charset: TestPost['charset']): Pick<EncodedFields, 'contentType' | 'body'> {
  // By chance, so that no value can hold it.
  const boundary = `tapline-${randomBytes(12).toString('hex')}`;
  const type = charset === 'utf-8' ? '' : `\r\nContent-Type: text/plain; charset=${charset}`;
  const pieces = fields.flatMap((field) => {
    const { name, value } = bytesOf(field, charset);
    const shown = charset === 'utf-16' ? Buffer.from(field[0], 'utf8') : name;
    const quoted = shown
      .toString('latin1')
      .replace(/["\r\n]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"${type}\r\n\r\n`;
    return [Buffer.from(head, 'latin1'), markOf(charset), value, Buffer.from('\r\n')];
  });
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

function bytesOf([name, value]: Fields[number], charset: TestPost['charset']): { name: Buffer; value: Buffer } {
  return {
    name: written(name, charset, `the field name "${name}"`),
    value: written(value, charset, `the field "${name}"`),
  };
}

function written(text: string, charset: TestPost['charset'], place: string): Buffer {
  const { bytes, unknown } = encodeText(text, charset);
  if (unknown !== null) {
    const code = (unknown.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const shown = unknown.isWellFormed() ? `"${unknown}" (U+${code})` : `half of a character (U+${code})`;
    throw new TaplineError(
      'BAD_REQUEST',
      `${place.charAt(0).toUpperCase()}${place.slice(1)} holds ${shown}, which ${charset} cannot write. Change it, or choose another charset.`,
    );
  }
  return bytes;
}

function markOf(charset: TestPost['charset']): Buffer {
  return charset === 'utf-16' ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0);
}
