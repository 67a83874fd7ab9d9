import type { Field } from '../../contract/index.ts';
import type { BodyFacts, ReadField } from './readings.ts';

/** The fields of a post, parted the way the platforms part them. */
export interface PartedFields {
  query: Field[];
  /** Of a form, text parts included. */
  form: Field[];
  files: Field[];
  /** Fields of a body that no form collection can hold. */
  unread: Field[];
}

/**
 * Parts the fields.
 * @param fillsForm whether the platform fills its form collection from this body at all
 */
export function partFields(fields: readonly Field[], fillsForm: boolean): PartedFields {
  const parted: PartedFields = { query: [], form: [], files: [], unread: [] };
  for (const field of fields) {
    if (field.source === 'query') parted.query.push(field);
    else if (!fillsForm || field.source === 'json') parted.unread.push(field);
    else if (field.part && field.part.filename !== null) parted.files.push(field);
    else parted.form.push(field);
  }
  return parted;
}

/** Why a form collection stays empty, to follow "… holds nothing of it: "; null when it is filled. */
export function whyUnread(body: BodyFacts): string | null {
  if (body.packed) return 'the body came compressed';
  if (body.type === 'json') return 'the body is JSON, not a form';
  if (body.type === 'missing') return 'the post has no Content-Type';
  return body.type === 'other' ? 'the Content-Type is not that of a form' : null;
}

/** Sentences as one note; null when there is nothing to say. */
export function noteOf(sentences: readonly (string | null | false)[]): string | null {
  const said = sentences.filter((one) => typeof one === 'string');
  return said.length === 0 ? null : said.join(' ');
}

/** A field the platform does not show where its siblings are. The first step of a JSON path names it. */
export function hiddenField(field: Field, expression: (name: string) => string, note: string): ReadField {
  const name = field.source === 'json' ? (field.name.split(/[.[]/)[0] ?? field.name) : field.name;
  return { expression: expression(name), value: null, positions: [field.position], note };
}

/** Values under one name, where names differ in nothing but case. */
export interface JoinedField {
  /** As it was spelled first. */
  name: string;
  fields: Field[];
}

/** Groups fields by name without regard to case, in order of first appearance. */
export function joinByName(fields: readonly Field[]): JoinedField[] {
  const groups = new Map<string, JoinedField>();
  for (const field of fields) {
    const key = field.name.toLowerCase();
    const group = groups.get(key);
    if (group) group.fields.push(field);
    else groups.set(key, { name: field.name, fields: [field] });
  }
  return [...groups.values()];
}

/** True when the names of a group are spelled in more than one way. */
export function differInCase({ name, fields }: JoinedField): boolean {
  return fields.some((field) => field.name !== name);
}

/** Names that stand in the query and in the form with values that differ. */
export function conflictsBetween(
  query: readonly Field[],
  form: readonly Field[],
): { query: JoinedField; form: JoinedField }[] {
  const inForm = new Map(joinByName(form).map((group) => [group.name.toLowerCase(), group]));
  const values = ({ fields }: JoinedField) => JSON.stringify(fields.map(({ value }) => value));
  return joinByName(query).flatMap((group) => {
    const twin = inForm.get(group.name.toLowerCase());
    return twin && values(twin) !== values(group) ? [{ query: group, form: twin }] : [];
  });
}
