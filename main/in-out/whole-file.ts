import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { ExportFile } from './in-out.ts';

/**
 * An export in memory, for those who cannot take a stream.
 * @param largest bytes
 * @throws TaplineError BAD_REQUEST when it is larger
 */
export async function wholeFile(file: ExportFile, largest: number = limits.inOut.windowBytes): Promise<File> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const text of file.pieces) {
    const piece = new TextEncoder().encode(text);
    size += piece.length;
    if (size > largest) {
      throw new TaplineError(
        'BAD_REQUEST',
        'The export is too large for this window. Narrow it with a search, or fetch /api/export of the inspector, which has no bound.',
      );
    }
    pieces.push(piece);
  }
  return new File(pieces, file.name, { type: file.contentType });
}
