import { formType } from './content-type.ts';
import type { Dialect } from './dialect.ts';

/** A test post, ready to be sent. */
export interface SamplePost {
  fields: [name: string, value: string][];
  contentType: string;
  body: Buffer;
}

/**
 * The dialect's sample of a kind, urlencoded in documented order.
 * @param fields changes: a string replaces a value or adds a field at the end, null leaves the field out
 */
export function samplePost(
  dialect: Dialect,
  kind: 'callback' | 'status',
  fields: Readonly<Record<string, string | null>> = {},
): SamplePost {
  const values = new Map<string, string | null>(dialect.fields[kind].map(({ name, sample }) => [name, sample]));
  for (const [name, value] of Object.entries(fields)) values.set(name, value);
  const sent = [...values].filter((entry): entry is [string, string] => entry[1] !== null);
  return { fields: sent, contentType: formType, body: Buffer.from(new URLSearchParams(sent).toString(), 'latin1') };
}
