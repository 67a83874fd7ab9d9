import { limits } from '../limits.ts';

/** A line of a file, counted from 1, without its end; null = it was longer than is read. */
export interface NumberedLine {
  number: number;
  text: string | null;
}

const lineFeed = 0x0a;

/**
 * The lines of a stream of UTF-8, one at a time, whatever pieces it comes in. A mark of the byte order in front and carriage
 * returns at line ends are left out; what stands behind the last line feed is a line unless it is empty.
 * @param longest bytes; the rest of a longer line is read over, not kept
 */
export async function* linesOf(
  source: AsyncIterable<Uint8Array>,
  longest: number = limits.inOut.lineBytes,
): AsyncGenerator<NumberedLine> {
  let number = 0;
  let kept: Buffer[] = [];
  let size = 0;

  const take = (piece: Buffer): void => {
    size += piece.length;
    if (size > longest) kept = [];
    else if (piece.length > 0) kept.push(piece);
  };
  const finish = (): NumberedLine => {
    number++;
    const text = size > longest ? null : Buffer.concat(kept).toString('utf8').replace(/\r$/, '');
    kept = [];
    size = 0;
    return { number, text: number === 1 && text !== null ? text.replace(/^\ufeff/, '') : text };
  };

  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      take(bytes.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    take(bytes.subarray(from));
  }
  if (size > 0) yield finish();
}
