import type { ByteRange } from '../../contract/index.ts';
import { asBuffer } from './bytes.ts';
import { encodingsOf, inflate } from './content-encoding.ts';
import { headerValue } from './content-type.ts';
import { decodePost } from './decode.ts';
import type { DecodeContext, RawPost } from './dialect.ts';
import { secretRanges } from './masking.ts';

/**
 * Where credentials stand in a body once its Content-Encoding is undone: found in the same way, and by the same names, as
 * in a body that came plain. Empty when the body has no encoding or it cannot be undone.
 * @param names from secretFieldNames
 */
export function decodedSecrets(post: RawPost, context: DecodeContext, names: ReadonlySet<string>): ByteRange[] {
  const encodings = encodingsOf(headerValue(post.headers, 'content-encoding'));
  if (encodings.length === 0 || post.body.length === 0) return [];
  const { bytes } = inflate(asBuffer(post.body), encodings);
  if (!bytes) return [];
  const headers = post.headers.filter(([name]) => name.toLowerCase() !== 'content-encoding');
  const { fields } = decodePost({ ...post, headers, body: bytes }, context);
  return secretRanges({ fields, body: bytes }, names).body;
}
