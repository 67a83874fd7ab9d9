import type { Edits, Field, Post } from '../../contract/index.ts';
import { toBase64 } from '../post/body/copy-forms.ts';
import { headerOf } from '../post/body/encodings.ts';
import { charsetOf, encodeForm, encodeJson, encodeText, formStyleOf } from './encode-value.ts';
import { fromLatin1, type Piece, splice, toLatin1 } from './splice.ts';

/** What was done in the form of fields. */
export interface FieldChanges {
  /** By position: the new value, or null for a field that is left out. */
  values: ReadonlyMap<number, string | null>;
  /** Added at the end, in this order. */
  added: readonly { name: string; value: string }[];
}

export type FieldEdits = { edits: Edits | null } | { unwritable: { field: string; charset: string } };

type EditedPost = Pick<Post, 'target' | 'headers' | 'fields'> & Partial<Pick<Post, 'bodySize'>>;

/** Whether a value can be typed anew: it stands in one stretch of the post, and is text. */
export function isEditable(field: Field): boolean {
  return field.range !== null && !field.flags.includes('file');
}

/** Whether a field can be left out; in JSON and multipart bodies that would change what stands around it. */
export function isRemovable(field: Field): boolean {
  return field.range !== null && (field.source === 'form' || field.source === 'query');
}

/** Where a new field goes: with those of the form, else to the query; null where the body is neither form nor empty. */
export function placeForNew(post: EditedPost): 'form' | 'query' | null {
  if (post.fields.some((field) => field.source === 'form')) return 'form';
  return post.fields.every((field) => field.source === 'query') && (post.bodySize ?? 0) === 0 ? 'query' : null;
}

/**
 * Writes changed fields into the raw bytes of a post, in the post's own encoding. Every byte that belongs to no changed field
 * stays as it came.
 *
 * @param body the raw body
 */
export function fieldEdits(post: EditedPost, body: Uint8Array, changes: FieldChanges): FieldEdits {
  const mark = post.target.indexOf('?');
  const query = mark < 0 ? '' : post.target.slice(mark + 1);
  const place = placeForNew(post);
  const sides = [
    {
      bytes: fromLatin1(query),
      charset: 'utf-8',
      fields: post.fields.filter((field) => field.source === 'query'),
      added: place === 'query' ? changes.added : [],
    },
    {
      bytes: body,
      charset: charsetOf(headerOf(post.headers, 'content-type')),
      fields: post.fields.filter((field) => field.source !== 'query'),
      added: place === 'form' ? changes.added : [],
    },
  ];
  const edits: Edits = {};
  for (const [index, side] of sides.entries()) {
    const changed = changedBytes(side, changes);
    if (changed === null) continue;
    if ('unwritable' in changed) return changed;
    if (index === 1) edits.bodyBase64 = toBase64(changed.bytes);
    else {
      const path = mark < 0 ? post.target : post.target.slice(0, mark);
      edits.target = changed.bytes.length === 0 ? path : `${path}?${toLatin1(changed.bytes)}`;
    }
  }
  return { edits: Object.keys(edits).length > 0 ? edits : null };
}

interface Side {
  bytes: Uint8Array;
  charset: string;
  fields: readonly Field[];
  added: readonly { name: string; value: string }[];
}

type Changed = { bytes: Uint8Array } | { unwritable: { field: string; charset: string } } | null;

function changedBytes(side: Side, changes: FieldChanges): Changed {
  const { bytes, fields, added } = side;
  const { values } = changes;
  const touched = fields.filter(
    (field) => values.has(field.position) && values.get(field.position) !== field.value && field.range !== null,
  );
  if (touched.length === 0 && added.length === 0) return null;
  const text = toLatin1(bytes);
  const style = formStyleOf(text, side.charset);
  const pieces: Piece[] = [];
  let lastRemoved = false;
  for (const field of touched) {
    const { range } = field;
    const value = values.get(field.position) ?? null;
    if (range === null) continue;
    if (value === null) {
      if (!isRemovable(field)) continue;
      const start = text.lastIndexOf('&', range.start - 1) + 1;
      lastRemoved ||= range.end === text.length;
      pieces.push({ start, end: Math.min(range.end + 1, text.length), bytes: new Uint8Array() });
      continue;
    }
    const written = encodeField(field, value, { text, style });
    if (written === null) return { unwritable: { field: field.name, charset: charsetFor(field, side.charset) } };
    pieces.push({ ...range, bytes: written });
  }
  let out = splice(bytes, pieces);
  if (lastRemoved && out.at(-1) === 0x26) out = out.slice(0, -1);
  for (const { name, value } of added) {
    const parts = [encodeForm(name, style), encodeForm(value, style)];
    const [first, second] = parts;
    if (!first || !second) return { unwritable: { field: name, charset: side.charset } };
    const glue = out.length === 0 || out.at(-1) === 0x26 ? '' : '&';
    const pair = fromLatin1(`${glue}${toLatin1(first)}=${toLatin1(second)}`);
    out = splice(out, [{ start: out.length, end: out.length, bytes: pair }]);
  }
  return { bytes: out };
}

function encodeField(
  field: Field,
  value: string,
  around: { text: string; style: ReturnType<typeof formStyleOf> },
): Uint8Array | null {
  const { style, text } = around;
  if (field.source === 'part') return encodeText(value, charsetFor(field, style.charset));
  if (field.source !== 'json') return encodeForm(value, style);
  return encodeJson(value, field.range ? text.slice(field.range.start, field.range.end) : '', style.charset);
}

/** A part may declare a charset of its own. */
function charsetFor(field: Field, around: string): string {
  const own = field.part?.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  return own !== null && /charset/i.test(own) ? charsetOf(own) : around;
}
