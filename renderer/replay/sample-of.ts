import type { Edits, Header, Post, Sample } from '../../contract/index.ts';
import { toBase64 } from '../post/body/copy-forms.ts';

/** Set anew for every request. */
const perRequest = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'expect',
  'x-tapline-post',
]);

/** A post with its edits as a request to be kept. */
export function sampleOf(
  post: Pick<Post, 'method' | 'target' | 'headers'>,
  what: { name: string; bytes: Uint8Array; edits: Edits | undefined },
): Omit<Sample, 'id'> {
  const { edits } = what;
  const headers: readonly Header[] = edits?.headers ?? post.headers;
  return {
    name: what.name,
    method: edits?.method ?? post.method,
    target: edits?.target ?? post.target,
    headers: headers.filter(([name]) => !perRequest.has(name.toLowerCase())),
    body: edits?.bodyBase64 ?? toBase64(edits?.body === undefined ? what.bytes : new TextEncoder().encode(edits.body)),
  };
}
