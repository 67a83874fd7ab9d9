import type { Field } from '../../contract/index.ts';
import type { BodyReading } from './body.ts';
import type { RawPost } from './dialect.ts';
import { excerptOf } from './excerpt.ts';
import type { FieldList } from './field-list.ts';
import { mask } from './findings.ts';
import { bodyText } from './index-text.ts';
import { maskBytes, secretRanges } from './masking.ts';

/** How much of a body is looked at: enough for a line, with room for blanks. */
const peekedBytes = 2000;

/** What the list shows of a post of kind `other`: the beginning of its body, else of its query, credentials masked. */
export function otherExcerpt(post: { raw: RawPost; body: BodyReading; list: FieldList }): string | null {
  const { raw, body, list } = post;
  const ranges = secretRanges({ fields: list.fields, body: body.bytes.subarray(0, peekedBytes) }, list.secretNames());
  const fromBody = body.bytes.length === 0 ? null : bodyLine(body, list.fields, ranges.body);
  if (fromBody !== null) return fromBody;
  const mark = raw.target.indexOf('?');
  if (mark < 0) return null;
  const query = Buffer.from(raw.target.slice(mark + 1), 'latin1');
  return excerptOf(bodyText(maskBytes(query, ranges.query), query.length + 100));
}

function bodyLine(
  body: BodyReading,
  fields: readonly Field[],
  secret: { start: number; end: number }[],
): string | null {
  // The raw text of a multipart body begins with boundaries and headers, so its fields say more.
  const parts = fields.filter(({ source }) => source === 'part').slice(0, 20);
  if (parts.length > 0) return excerptOf(parts.map(partLine).join(' '));
  const masked = maskBytes(body.bytes.subarray(0, peekedBytes), secret);
  return excerptOf(bodyText(masked, masked.length));
}

function partLine({ name, value, secret, part }: Field): string {
  if (secret) return `${name}=${mask}`;
  return `${name}=${value || (part?.filename ?? '')}`;
}
