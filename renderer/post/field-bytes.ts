import type { Field, Post } from '../../contract/index.ts';

/** Where the bytes of a value stand, for a caption. */
export interface FieldBytes {
  bytes: Uint8Array;
  /** Offset in the query string or the body. */
  start: number;
  end: number;
}

/** Bytes shown of one value. */
export const shownBytes = 512;

/**
 * The raw bytes of a field's value, as they came.
 * @param body the post's body; null for a field of the query, which stands in the target
 * @returns null where no single stretch of bytes holds the value
 */
export function fieldBytes(field: Field, post: Pick<Post, 'target'>, body: Uint8Array | null): FieldBytes | null {
  if (!field.range) return null;
  const { start, end } = field.range;
  if (field.source === 'query') {
    const query = post.target.slice(post.target.indexOf('?') + 1);
    const bytes = Uint8Array.from(query.slice(start, end), (char) => char.charCodeAt(0));
    return { bytes, start, end };
  }
  return body && { bytes: body.subarray(start, end), start, end };
}
