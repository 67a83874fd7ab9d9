import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * The bytes of the first part of a multipart body (RFC 2046 section 5.1.1), as they come: a form with a large file must not
 * be held in memory, and the API's own reader would hold it.
 * @param contentType of the whole body, with its boundary
 * @throws TaplineError BAD_REQUEST when it is not of that form, or ends in the middle
 */
export async function* filePart(source: AsyncIterable<Uint8Array>, contentType: string): AsyncGenerator<Uint8Array> {
  const boundary = /;\s*boundary=(?:"([^"]{1,256})"|([^\s;"]{1,256}))/i.exec(contentType);
  if (!boundary) throw damaged();
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`, 'latin1');
  // The first delimiter has no line end before it.
  let held: Buffer = Buffer.from('\r\n');
  let state: 'head' | 'body' | 'end' = 'head';

  for await (const chunk of source) {
    // What follows the part is read and dropped, so that the connection can be used again.
    if (state === 'end') continue;
    held = Buffer.concat([held, chunk]);
    if (state === 'head') {
      const begin = held.indexOf(delimiter);
      const headEnd = begin < 0 ? -1 : held.indexOf('\r\n\r\n', begin + delimiter.length);
      if (headEnd >= 0) {
        held = held.subarray(headEnd + 4);
        state = 'body';
      } else if (held.length > limits.inOut.partHeadBytes) throw damaged();
    }
    if (state === 'body') {
      const end = held.indexOf(delimiter);
      // The delimiter may have come in part.
      const ready = end >= 0 ? end : Math.max(0, held.length - delimiter.length + 1);
      if (ready > 0) yield held.subarray(0, ready);
      held = held.subarray(ready);
      if (end >= 0) state = 'end';
    }
  }
  if (state !== 'end') throw damaged();
}

function damaged(): TaplineError {
  return new TaplineError('BAD_REQUEST', 'The form with the file is damaged or cut off. Send the file again.');
}
