import type { Header, Post } from '../../contract/index.ts';
import { isSecretHeader } from '../dialects/secrets.ts';
import { mask, placeholder } from '../replay/mask.ts';
import type { StoredRequest } from '../store/types.ts';

/** A post on its way into a file. */
export interface Entry {
  post: Post;
  /** As it came, or with its credentials replaced. */
  request: StoredRequest;
  /** As it came, whatever is shown. */
  original: StoredRequest;
  /** True when the body shows less than came. */
  bodyMasked: boolean;
  reveal: boolean;
}

/**
 * What a file may show of a post.
 * @param options.reveal true = nothing is masked
 * @param options.maskedNames names that the user masks, for trailers
 */
export function entryOf(options: {
  post: Post;
  request: StoredRequest;
  reveal: boolean;
  maskedNames: readonly string[];
}): Entry {
  const { post, request, reveal, maskedNames } = options;
  if (reveal) return { post, request, original: request, bodyMasked: false, reveal };
  const { request: shown, bodyMasked } = mask({
    request,
    secretRanges: post.secretRanges,
    secretHeaders: post.secretHeaders,
  });
  const trailers = shown.trailers.map(
    ([name, value]): Header => [name, isSecretHeader(name, maskedNames) && value !== '' ? placeholder : value],
  );
  return { post, request: { ...shown, trailers }, original: request, bodyMasked, reveal };
}
