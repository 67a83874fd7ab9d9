import { createInOut, type ExportInput, type InOut } from '../../main/in-out/in-out.ts';
import type { Store } from '../../main/store/types.ts';

/** Export and import over a store, without targets. */
export function inOutOf(store: Store): InOut {
  return createInOut({ store, feed: { postsStored: () => {}, publish: () => {} }, targets: { find: () => null } });
}

/** A whole export. */
export async function exported(store: Store, input: Partial<ExportInput> = {}): Promise<string> {
  const file = await inOutOf(store).exportFile({ format: 'ndjson', reveal: true, ...input });
  let text = '';
  for await (const piece of file.pieces) text += piece;
  return text;
}

/** A text as a stream, in pieces of that many bytes. */
export async function* inPieces(text: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All that comes. */
export async function gather<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
