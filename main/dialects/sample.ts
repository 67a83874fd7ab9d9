import type { TestPost } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { plainField } from './field-list.ts';
import { type EncodedFields, encodeFields, type FieldEncoding } from './sample-encoding.ts';

/** A test post, ready to be sent. */
export interface SamplePost extends EncodedFields {
  fields: [name: string, value: string][];
}

/** How a sample is written. */
export type SampleForm = FieldEncoding & Pick<TestPost, 'credentials'>;

const plainForm: SampleForm = { encoding: 'form', charset: 'utf-8', credentials: true };

/**
 * The dialect's sample of a kind, in documented order.
 * @param fields changes: a string replaces a value or adds a field at the end, null leaves the field out. A credential that
 *   is named here is sent even when credentials are to be left out.
 * @throws TaplineError BAD_REQUEST for what the charset cannot write
 */
export function samplePost(
  dialect: Dialect,
  kind: 'callback' | 'status',
  fields: Readonly<Record<string, string | null>> = {},
  form: SampleForm = plainForm,
): SamplePost {
  const values = new Map<string, string | null>();
  for (const { name, sample, secret } of dialect.fields[kind]) {
    if (form.credentials || !secret) values.set(name, sample);
  }
  for (const [name, value] of Object.entries(fields)) values.set(name, value);
  const sent = [...values].filter((entry): entry is [string, string] => entry[1] !== null);
  return { fields: sent, ...encodeFields(sent, form) };
}

/** Names of the documented fields from which a dialect takes a key: its tickets, its status. */
export function fieldsOfKey(
  dialect: Dialect,
  kind: 'callback' | 'status',
  key: 'ticket' | 'customTicket' | 'status',
): string[] {
  const names = dialect.fields[kind].map(({ name }) => name);
  return names.filter((name) => dialect.keys([plainField(name, 'x', 'form')], kind)[key] === 'x');
}
