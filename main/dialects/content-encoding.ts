import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  constants,
  gunzip,
  gunzipSync,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  inflate as inflateZlib,
} from 'node:zlib';
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

/** One way to undo an encoding: at once, or off the event loop. */
interface Inflater {
  sync(bytes: Buffer, options: Options): Buffer;
  async(bytes: Buffer, options: Options): Promise<Buffer>;
}

const gzip: Inflater = { sync: gunzipSync, async: promisify<Buffer, Options, Buffer>(gunzip) };
const zlib: Inflater = { sync: inflateSync, async: promisify<Buffer, Options, Buffer>(inflateZlib) };
const bare: Inflater = { sync: inflateRawSync, async: promisify<Buffer, Options, Buffer>(inflateRaw) };
const brotliAsync = promisify<Buffer, Options, Buffer>(brotliDecompress);
const brotli: Inflater = {
  // Brotli knows no other flush than its own.
  sync: (bytes, { maxOutputLength }) => brotliDecompressSync(bytes, { maxOutputLength }),
  async: (bytes, { maxOutputLength }) => brotliAsync(bytes, { maxOutputLength }),
};

/** The ways to try, in order. `deflate` is named after zlib's format, yet many senders leave its header out. */
const inflaters: Record<string, readonly Inflater[]> = {
  gzip: [gzip],
  'x-gzip': [gzip],
  deflate: [zlib, bare],
  br: [brotli],
};

const whole: Options = { maxOutputLength: limits.dialects.inflatedBytes };
const beginning: Options = { ...whole, finishFlush: constants.Z_SYNC_FLUSH };

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
  const work = undo(bytes, encodings);
  let step = work.next();
  while (!step.done) {
    const { inflater, input, options } = step.value;
    let output: Buffer;
    try {
      output = inflater.sync(input, options);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(output);
  }
  return step.value;
}

/** The same as `inflate`, with the work done in zlib's own threads, so that nothing else has to wait for it. */
export async function inflateAsync(bytes: Buffer, encodings: readonly string[]): Promise<Inflated> {
  const work = undo(bytes, encodings);
  let step = work.next();
  while (!step.done) {
    const { inflater, input, options } = step.value;
    let output: Buffer;
    try {
      output = await inflater.async(input, options);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(output);
  }
  return step.value;
}

/** One thing to try: what it gives, or throws, is handed back. */
interface Attempt {
  inflater: Inflater;
  input: Buffer;
  options: Options;
}

function* undo(bytes: Buffer, encodings: readonly string[]): Generator<Attempt, Inflated, Buffer> {
  if (encodings.length > limits.dialects.encodings || encodings.some((name) => !Object.hasOwn(inflaters, name))) {
    return { bytes: null, outcome: 'unknown' };
  }
  let result = bytes;
  let cut = false;
  for (const name of encodings.toReversed()) {
    const step = yield* undoOne(result, inflaters[name] as readonly Inflater[]);
    if (step.bytes === null) return step;
    result = step.bytes;
    cut ||= step.outcome === 'cut';
  }
  return { bytes: result, outcome: cut ? 'cut' : 'inflated' };
}

/** All of it first; then what stands before the damage or the missing end. */
function* undoOne(input: Buffer, ways: readonly Inflater[]): Generator<Attempt, Inflated, Buffer> {
  for (const options of [whole, beginning]) {
    for (const inflater of ways) {
      try {
        const bytes = yield { inflater, input, options };
        if (options === whole) return { bytes, outcome: 'inflated' };
        if (bytes.length > 0) return { bytes, outcome: 'cut' };
      } catch (error) {
        if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { bytes: null, outcome: 'too-large' };
        // Another error than one in the data itself is not mended by another way to read it.
        if (codeOf(error) !== 'Z_DATA_ERROR') break;
      }
    }
  }
  return { bytes: null, outcome: 'not-compressed' };
}
