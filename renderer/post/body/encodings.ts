import type { Header } from '../../../contract/index.ts';

/** The first header of a (lower-case) name, or null. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
}

/** What a body is packed with, in the order it was applied. */
export function encodingsOf(headers: readonly Header[]): string[] {
  return (headerOf(headers, 'content-encoding') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
}

/** Of a file with the packed bytes. */
export function packedExtension(encodings: readonly string[]): string {
  const last = encodings.at(-1) ?? '';
  if (last === 'gzip' || last === 'x-gzip') return 'gz';
  return last === 'br' ? 'br' : 'bin';
}
