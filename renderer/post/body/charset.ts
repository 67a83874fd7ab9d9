/** Charsets to choose from, beside the one that a body declares. */
export const commonCharsets: readonly string[] = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'gbk',
  'big5',
  'euc-kr',
];

/** The decoder's name for a charset; null when there is no decoder for it. */
export function knownCharset(label: string | null): string | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** The charset to begin with: a byte order mark, then what is declared, then where the zero bytes of UTF-16 stand. */
export function startCharset(bytes: Uint8Array, declared: string | null): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const known = knownCharset(declared);
  // A body declared as UTF-16 without a zero byte in sight is not.
  if (known && (!known.startsWith('utf-16') || bytes.subarray(0, sampled).includes(0))) return known;
  return wideByZeros(bytes) ?? 'utf-8';
}

const sampled = 4096;

/** Text of mostly Western letters in UTF-16 has a zero in nearly every second byte, and in no other. */
function wideByZeros(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, sampled);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = sample.length * 0.35;
  if (sample.length < 4) return null;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : null;
}

/** Bytes that are not part of valid UTF-8. */
export interface InvalidBytes {
  count: number;
  /** Offset of the first; -1 = none. */
  first: number;
}

/** Looks for bytes that UTF-8 does not allow: stray continuations, overlong forms, surrogates, cut sequences. */
export function invalidUtf8(bytes: Uint8Array): InvalidBytes {
  let count = 0;
  let first = -1;
  let at = 0;
  while (at < bytes.length) {
    if ((bytes[at] as number) < 0x80) {
      at += 1;
      continue;
    }
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      if (first < 0) first = at;
      count += 1;
    }
    at += length || 1;
  }
  return { count, first };
}

/** Length of the valid sequence of two to four bytes at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] as number;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let next = at + 2; next < at + length; next++) {
    if (((bytes[next] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}
