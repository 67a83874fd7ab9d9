import type { Via } from '../../contract/index.ts';
import type { CapturedPost } from './types.ts';
import { importedVia } from './via-column.ts';

/**
 * A batch of posts goes to the writer thread as one block of bytes that changes hands without a copy: cloning objects
 * post by post costs more than storing them. Per post: a fixed head, the texts, the body.
 */
const headBytes = 4 + 4 + 8 + 8 + 4;

/** Stands between texts; no request line, header line or address can hold a NUL. */
const gap = '\0';

/** Bytes a post takes in a batch. */
export function packedSize(post: CapturedPost, texts: string): number {
  return headBytes + texts.length + post.body.length;
}

/** The texts of a post in one latin-1 string. */
export function packTexts(post: CapturedPost): string {
  return [
    post.method,
    post.target,
    post.httpVersion,
    post.remoteAddress,
    post.imported ? importedVia(post.via) : post.via,
    post.rawHeaders.join('\n'),
    post.rawTrailers.join('\n'),
  ].join(gap);
}

/** Packs posts, with their texts from packTexts, into one transferable block. */
export function pack(posts: readonly CapturedPost[], texts: readonly string[]): ArrayBuffer {
  let size = 0;
  for (let i = 0; i < posts.length; i++) size += packedSize(posts[i] as CapturedPost, texts[i] as string);
  const block = Buffer.from(new ArrayBuffer(size));
  let at = 0;
  for (let i = 0; i < posts.length; i++) {
    const post = posts[i] as CapturedPost;
    const text = texts[i] as string;
    at = block.writeUInt32LE(text.length, at);
    at = block.writeUInt32LE(post.body.length, at);
    at = block.writeDoubleLE(post.receivedAt, at);
    at = block.writeDoubleLE(post.receiveMs, at);
    at = block.writeInt32LE(post.responseStatus ?? -1, at);
    at += block.write(text, at, 'latin1');
    at += post.body.copy(block, at);
  }
  return block.buffer as ArrayBuffer;
}

/** A post out of a batch. `headers` and `trailers` stay joined by line feeds, the way they are stored. */
export interface PackedPost {
  receivedAt: number;
  receiveMs: number;
  responseStatus: number | null;
  method: string;
  target: string;
  httpVersion: string;
  remoteAddress: string;
  via: Via;
  headers: string;
  trailers: string;
  /** A view of the block, not a copy. */
  body: Buffer;
}

/** Reads a block that `pack` made. */
export function unpack(data: ArrayBuffer): PackedPost[] {
  const block = Buffer.from(data);
  const posts: PackedPost[] = [];
  let at = 0;
  while (at < block.length) {
    const textLength = block.readUInt32LE(at);
    const bodyLength = block.readUInt32LE(at + 4);
    const receivedAt = block.readDoubleLE(at + 8);
    const receiveMs = block.readDoubleLE(at + 16);
    const status = block.readInt32LE(at + 24);
    at += headBytes;
    const texts = block.toString('latin1', at, at + textLength).split(gap);
    at += textLength;
    const [method = '', target = '', httpVersion = '', remoteAddress = '', via = 'local', headers = '', trailers = ''] =
      texts;
    const body = block.subarray(at, at + bodyLength);
    at += bodyLength;
    posts.push({
      receivedAt,
      receiveMs,
      responseStatus: status < 0 ? null : status,
      method,
      target,
      httpVersion,
      remoteAddress,
      via: via as Via,
      headers,
      trailers,
      body,
    });
  }
  return posts;
}

/** Header lines out of their stored form. Values cannot hold a line feed, so the split is exact. */
export function headerPairs(joined: string): [string, string][] {
  if (joined === '') return [];
  const parts = joined.split('\n');
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) pairs.push([parts[i] as string, parts[i + 1] as string]);
  return pairs;
}
