import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { codeOf } from '../errors.ts';
import { limits } from '../limits.ts';

/** What became of a compressed body. */
export interface Inflated {
  /** Null when it was left as it came. */
  bytes: Buffer | null;
  outcome: 'inflated' | 'cut' | 'not-compressed' | 'too-large' | 'unknown';
}

interface Options {
  maxOutputLength: number;
  finishFlush?: number;
}

type Inflate = (bytes: Buffer, options: Options) => Buffer;

const inflaters: Record<string, Inflate> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // Named after zlib's format, yet many senders leave its header out.
  deflate: (bytes, options) => {
    try {
      return inflateSync(bytes, options);
    } catch (error) {
      if (codeOf(error) !== 'Z_DATA_ERROR') throw error;
      return inflateRawSync(bytes, options);
    }
  },
  br: (bytes, { maxOutputLength }) => brotliDecompressSync(bytes, { maxOutputLength }),
};

/** The encodings of a Content-Encoding value that change the body, in the order they were applied. */
export function encodingsOf(value: string | null): string[] {
  if (value === null) return [];
  return value
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
}

/** Undoes encodings, the last one first. Never gives more than `limits.dialects.inflatedBytes`, and reads no further than that. */
export function inflate(bytes: Buffer, encodings: readonly string[]): Inflated {
  if (encodings.length > limits.dialects.encodings || encodings.some((name) => !Object.hasOwn(inflaters, name))) {
    return { bytes: null, outcome: 'unknown' };
  }
  let result = bytes;
  let cut = false;
  for (const name of encodings.toReversed()) {
    const step = inflateOnce(result, inflaters[name] as Inflate);
    if (step.bytes === null) return step;
    result = step.bytes;
    cut ||= step.outcome === 'cut';
  }
  return { bytes: result, outcome: cut ? 'cut' : 'inflated' };
}

function inflateOnce(bytes: Buffer, inflater: Inflate): Inflated {
  try {
    return { bytes: inflater(bytes, { maxOutputLength: limits.dialects.inflatedBytes }), outcome: 'inflated' };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { bytes: null, outcome: 'too-large' };
  }
  try {
    const options = { maxOutputLength: limits.dialects.inflatedBytes, finishFlush: constants.Z_SYNC_FLUSH };
    const beginning = inflater(bytes, options);
    if (beginning.length > 0) return { bytes: beginning, outcome: 'cut' };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { bytes: null, outcome: 'too-large' };
  }
  return { bytes: null, outcome: 'not-compressed' };
}
