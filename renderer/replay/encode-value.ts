import { knownCharset } from '../post/body/charset.ts';
import { fromLatin1 } from './splice.ts';

/** How the other values of the same text are written, for a new one not to stand out. */
export interface FormStyle {
  /** A name that TextDecoder knows. */
  charset: string;
  /** What a blank becomes. */
  blank: '+' | '%20';
  /** Digits of escapes. */
  lowerCase: boolean;
}

/** Reads the style off an urlencoded text. */
export function formStyleOf(text: string, charset: string): FormStyle {
  const letters = [...text.matchAll(/%[0-9A-Fa-f]{2}/g)].map(([found]) => found).join('');
  return {
    charset,
    blank: text.includes('%20') && !text.includes('+') ? '%20' : '+',
    lowerCase: /[a-f]/.test(letters) && !/[A-F]/.test(letters),
  };
}

/** Percent-encodes a text as forms do. Null when the charset has no bytes for one of its characters. */
export function encodeForm(text: string, style: FormStyle): Uint8Array<ArrayBuffer> | null {
  const bytes = encodeText(text, style.charset);
  if (!bytes) return null;
  let out = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9*._-]/.test(char)) out += char;
    else if (byte === 0x20) out += style.blank;
    else {
      const digits = byte.toString(16).padStart(2, '0');
      out += `%${style.lowerCase ? digits : digits.toUpperCase()}`;
    }
  }
  return fromLatin1(out);
}

/**
 * A text as a JSON value in place of another one: what was a number, a truth value or null stays one where the text is such
 * a word, everything else becomes a string.
 *
 * @param before the source text of the old value
 */
export function encodeJson(text: string, before: string, charset: string): Uint8Array<ArrayBuffer> | null {
  const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
  if (word.test(before) && word.test(text)) return fromLatin1(text);
  return encodeText(JSON.stringify(text), charset);
}

const tables = new Map<string, ReadonlyMap<string, number>>();

/** Bytes of a text in a charset: UTF-8, or one whose characters are a byte each. Null when it cannot be written in it. */
export function encodeText(text: string, charset: string): Uint8Array<ArrayBuffer> | null {
  if (charset === 'utf-8') return new TextEncoder().encode(text);
  const table = tableOf(charset);
  const bytes = new Uint8Array([...text].length);
  let at = 0;
  for (const char of text) {
    const byte = table.get(char);
    if (byte === undefined) return null;
    bytes[at++] = byte;
  }
  return bytes;
}

function tableOf(charset: string): ReadonlyMap<string, number> {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  const table = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const char = decoder.decode(new Uint8Array([byte]));
    // Lead bytes of wider charsets decode to nothing or to the sign for "no character".
    if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, byte);
  }
  tables.set(charset, table);
  return table;
}

/** The charset that a Content-Type declares, as the decoder of the fields understood it: UTF-8 unless another is known. */
export function charsetOf(contentType: string | null): string {
  const label = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1] ?? null;
  const known = knownCharset(label);
  return known === null || known.startsWith('utf-16') ? 'utf-8' : known;
}
