import { isUtf8 } from 'node:buffer';

/**
 * Characters that must not stand in a command that is pasted: control characters can end a terminal's bracketed paste or
 * trigger completion, and invisible or direction-changing ones make the command look like another.
 */
const unsafe = /[[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]--\n]/v;

/** Whether bytes can stand in a pasted command as they are: UTF-8 text whose only control characters are line feeds. */
export function isPlainText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !unsafe.test(bytes.toString('utf8'));
}

/** Text in single quotes, within which a POSIX shell gives no character a meaning. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Bytes as one word of a POSIX shell. Those that cannot be pasted are written by printf in octal; a command substitution
 * would lose a line feed at the end, so such bytes must not end with one.
 * @param text latin-1.
 */
export function word(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  if (isPlainText(bytes)) return quote(bytes.toString('utf8'));
  let format = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    // Interactive shells look for "!" even here, within double quotes; a "-" in front would be an option of printf.
    const special = /['"`$!\\]/.test(char) || (char === '-' && format === '');
    if (byte < 0x20 || byte > 0x7e || special) format += `\\${byte.toString(8).padStart(3, '0')}`;
    else format += char === '%' ? '%%' : char;
  }
  return `"$(printf '${format}')"`;
}
