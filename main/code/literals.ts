/** Characters that must not stand in code that is pasted: control characters, and those that are invisible or change directions. */
const unsafe = /[\p{Cc}\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ufff9-\ufffb\p{Cs}]/gu;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text in single quotes, as JavaScript and Python read it. */
export function quotedText(text: string): string {
  const inside = text
    .replace(/[\\']/g, '\\$&')
    .replace(unsafe, (char) => short[char] ?? `\\u${hex(char.charCodeAt(0), 4)}`);
  return `'${inside}'`;
}

/** Bytes as a literal of Python. @param text latin-1 */
export function pythonBytes(text: string): string {
  const inside = text
    .replace(/[\\']/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (char) => short[char] ?? `\\x${hex(char.charCodeAt(0), 2)}`);
  return `b'${inside}'`;
}
