import type { Field, PlatformReading } from '../../contract/index.ts';
import { counted } from './findings.ts';
import type { BodyFacts, ReadField, ReadPost } from './readings.ts';
import {
  conflictsBetween,
  differInCase,
  hiddenField,
  type JoinedField,
  joinByName,
  noteOf,
  partFields,
  whyUnread,
} from './readings-common.ts';

/** "Maximum number of POST request parameters" of an administrator nobody changed (security bulletin APSB12-06). */
const postParameters = 100;

interface Scope {
  scope: 'url' | 'form';
  fields: readonly Field[];
  charset: string | null;
}

/**
 * How Adobe ColdFusion fills the `url` and `form` scopes. Sources: Adobe, "Developing ColdFusion Applications" (scopes and the
 * order in which an unscoped name is looked for; one form variable with a comma-delimited list for controls of one name;
 * Form.fieldnames; variable names without regard to case), the description of `sameFormFieldsAsArray`, and reports of
 * developers that such lists leave empty values out. What these do not settle is said to be uncertain.
 */
export function coldfusionReading(post: ReadPost, body: BodyFacts): PlatformReading {
  const reason = whyUnread(body);
  const parted = partFields(post.fields, reason === null);
  const query = readScope({ scope: 'url', fields: parted.query, charset: null });
  const form = readScope({ scope: 'form', fields: parted.form, charset: body.charset });
  const unread = parted.unread.map((field) =>
    hiddenField(field, (name) => reference('form', name), `The form scope holds nothing of it: ${reason}.`),
  );
  const files = parted.files.map(
    (field): ReadField => ({
      expression: reference('form', field.name),
      value: null,
      positions: [field.position],
      note: 'For a file the form variable holds the path of a temporary file; <cffile action="upload"> takes it from there.',
    }),
  );
  return {
    platform: 'coldfusion',
    fields: [...query, ...form, ...files, ...unread, ...conflicts(parted.query, parted.form)],
    notes: notes({ post, body, parted, reason }),
  };
}

function readScope(scope: Scope): ReadField[] {
  return joinByName(scope.fields).map((group) => {
    const values = group.fields.map((field) => field.value ?? '');
    const several = values.length > 1;
    const kept = several ? values.filter((value) => value !== '') : values;
    return {
      expression: reference(scope.scope, group.name),
      value: kept.join(','),
      positions: group.fields.map((field) => field.position),
      note: noteFor({ group, scope, dropped: values.length - kept.length }),
    };
  });
}

function noteFor(of: { group: JoinedField; scope: Scope; dropped: number }): string | null {
  const { group, scope, dropped } = of;
  const { fields } = group;
  return noteOf([
    fields.length > 1 &&
      `It came ${fields.length} times; the values are joined by commas (unless sameFormFieldsAsArray is set).`,
    dropped > 0 && 'Empty values are left out of the list, developers report.',
    differInCase(group) && 'Names that differ in case alone are one name.',
    !isIdentifier(group.name) && 'The name is no ColdFusion identifier, so it is read with brackets.',
    fields.some(({ value }) => value === null) &&
      'It came without “=”; that it is an empty string then is likely, not documented.',
    fields.some(({ flags }) => flags.includes('invalid-utf8')) &&
      'Bytes that are not valid UTF-8 are replaced unless SetEncoding() named their charset before.',
    scope.charset !== null &&
      fields.some(({ value }) => value !== null && /[^\0-\x7f]/.test(value)) &&
      `Whether the declared charset ${scope.charset} is followed is not certain; SetEncoding("form", …) settles it.`,
  ]);
}

function conflicts(query: readonly Field[], form: readonly Field[]): ReadField[] {
  return conflictsBetween(query, form)
    .filter((conflict) => isIdentifier(conflict.query.name))
    .map((conflict) => ({
      expression: conflict.query.name,
      value: conflict.query.fields.map(({ value }) => value ?? '').join(','),
      positions: [...conflict.query.fields, ...conflict.form.fields].map(({ position }) => position),
      note: 'The query and the body disagree; without a scope url is looked into before form, where implicit scopes are searched at all.',
    }));
}

function notes(of: {
  post: ReadPost;
  body: BodyFacts;
  parted: { form: Field[]; unread: Field[] };
  reason: string | null;
}): string[] {
  const { post, body, parted, reason } = of;
  const said: string[] = [];
  if (parted.unread.length > 0)
    said.push(`The form scope is empty: ${reason}. The body is in getHttpRequestData().content.`);
  if (post.method !== 'POST' && parted.form.length > 0) {
    said.push(`The method is ${post.method}; whether ColdFusion fills the form scope for it is not certain.`);
  }
  if (parted.form.length > postParameters) {
    said.push(
      `ColdFusion refuses the post: it has more than ${counted(postParameters)} form fields (“Maximum number of POST request parameters”).`,
    );
  }
  if (body.type === 'form' || body.type === 'multipart') {
    said.push('form.fieldnames lists the names of the form, in upper case in most versions.');
  }
  return said;
}

function reference(scope: string, name: string): string {
  return isIdentifier(name) ? `${scope}.${name}` : `${scope}["${name.replaceAll('"', '""').replaceAll('#', '##')}"]`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
