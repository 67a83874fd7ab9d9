import type { ByteRange, Header, SecretRanges } from '../../contract/index.ts';
import { joinRanges } from '../dialects/masking.ts';
import type { StoredRequest } from '../store/types.ts';

/** What stands in place of a credential. */
export const placeholder = 'MASKED';

/** A request with its credentials replaced, how many there were, and whether the body changed. */
export function mask(options: {
  request: StoredRequest;
  secretRanges: SecretRanges;
  secretHeaders: readonly string[];
}): { request: StoredRequest; masked: number; bodyMasked: boolean } {
  const { request, secretRanges } = options;
  const secretNames = new Set(options.secretHeaders.map((name) => name.toLowerCase()));
  const offset = request.target.indexOf('?') + 1;
  const inQuery = offset === 0 ? [] : joinRanges(secretRanges.query, request.target.length - offset);
  const inBody = joinRanges(secretRanges.body, request.body.length);
  let masked = inQuery.length + inBody.length;

  const headers = request.headers.map(([name, value]): Header => {
    if (!secretNames.has(name.toLowerCase()) || value === '') return [name, value];
    masked++;
    return [name, placeholder];
  });
  const query = replaceRanges(Buffer.from(request.target.slice(offset), 'latin1'), inQuery);
  return {
    request: {
      ...request,
      headers,
      target: request.target.slice(0, offset) + query.toString('latin1'),
      body: replaceRanges(request.body, inBody),
    },
    masked,
    bodyMasked: inBody.length > 0,
  };
}

function replaceRanges(bytes: Buffer, ranges: readonly ByteRange[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { start, end } of ranges) {
    parts.push(bytes.subarray(from, start), Buffer.from(placeholder));
    from = end;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}
