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

/** `aspnet:MaxHttpCollectionKeys` of a web.config nobody changed (security bulletin MS11-100). */
const collectionKeys = 1000;

/** What request validation refuses: "<" before a letter, "!", "/" or "?", and "&#" (Microsoft Learn, "Request Validation in ASP.NET"). */
const dangerous = /<[a-z!/?]|&#/i;

/** `%u` and four hex digits, which UrlDecode of System.Web reads as a character. */
const unicodeEscape = /%u([0-9a-f]{4})/gi;

interface Scope {
  collection: 'QueryString' | 'Form';
  fields: readonly Field[];
  charset: string | null;
}

/**
 * How ASP.NET on the .NET Framework fills `Request.QueryString`, `Request.Form`, `Request.Files` and `Request[…]`. Sources:
 * Microsoft Learn on HttpRequest.Form, .QueryString, .Files, .Item and .ContentEncoding, on NameValueCollection.Get (values
 * of one name joined by commas, null for none), and the published source of System.Web (HttpValueCollection: names without
 * regard to case, a name without "=" is a value without name).
 */
export function aspnetReading(post: ReadPost, body: BodyFacts): PlatformReading {
  const reason = whyUnread(body);
  const parted = partFields(post.fields, reason === null);
  const query = readScope({ collection: 'QueryString', fields: parted.query, charset: body.charset });
  const form = readScope({ collection: 'Form', fields: parted.form, charset: null });
  const unread = parted.unread.map((field) =>
    hiddenField(field, (name) => `Request.Form[${csString(name)}]`, `Request.Form holds nothing of it: ${reason}.`),
  );
  const files = parted.files.map(
    (field): ReadField => ({
      expression: `Request.Files[${csString(field.name)}].FileName`,
      value: field.part?.filename ?? null,
      positions: [field.position],
      note: 'A part with a file name is in Request.Files, not in Request.Form.',
    }),
  );
  return {
    platform: 'aspnet',
    fields: [...query, ...form, ...files, ...unread, ...conflicts(parted.query, parted.form)],
    notes: notes(parted, reason),
  };
}

function readScope(scope: Scope): ReadField[] {
  const named = scope.fields.filter((field) => field.value !== null);
  const bare = scope.fields.filter((field) => field.value === null);
  const read = joinByName(named).map((group) => readGroup(scope, group));
  if (bare.length > 0) {
    read.push({
      expression: `Request.${scope.collection}[null]`,
      value: bare.map((field) => field.name).join(','),
      positions: bare.map((field) => field.position),
      note: 'It came without “=”: ASP.NET takes the text as a value without a name, and asking for the name gives null.',
    });
  }
  return read;
}

function readGroup(scope: Scope, group: JoinedField): ReadField {
  const values = group.fields.map((field) => textOf(field, scope.charset));
  const value = values.join(',');
  return {
    expression: `Request.${scope.collection}[${csString(group.name)}]`,
    value,
    positions: group.fields.map((field) => field.position),
    note: noteOf([
      group.fields.length > 1 && `It came ${group.fields.length} times; the values are joined by commas.`,
      differInCase(group) && 'Names that differ in case alone are one name.',
      group.fields.some((field) => field.flags.includes('invalid-utf8')) &&
        'Bytes that are not valid in the encoding of the request (UTF-8, unless requestEncoding says otherwise) become “�”.',
      group.fields.some((field, at) => values[at] !== field.value && recoded(field, scope.charset)) &&
        'The query, too, is decoded with the charset of the Content-Type.',
      group.fields.some((field) => hasUnicodeEscape(field)) &&
        'ASP.NET reads “%u” and four hex digits as one character.',
      dangerous.test(value) &&
        'Request validation may refuse it with an exception (“A potentially dangerous Request… value”) before the handler sees it.',
    ]),
  };
}

function textOf(field: Field, charset: string | null): string {
  const text = field.value ?? '';
  const value = recoded(field, charset) && charset ? new TextDecoder(charset).decode(Buffer.from(text)) : text;
  return hasUnicodeEscape(field)
    ? value.replace(unicodeEscape, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : value;
}

/** Our own reading of a query is UTF-8; only text beyond ASCII reads differently in another charset. */
function recoded(field: Field, charset: string | null): boolean {
  return charset !== null && /[^\0-\x7f]/.test(field.value ?? '') && !field.flags.includes('invalid-utf8');
}

function hasUnicodeEscape(field: Field): boolean {
  return field.flags.includes('invalid-escape') && field.value !== null && field.value.search(unicodeEscape) >= 0;
}

function conflicts(query: readonly Field[], form: readonly Field[]): ReadField[] {
  const named = (fields: readonly Field[]) => fields.filter(({ value }) => value !== null);
  return conflictsBetween(named(query), named(form)).map((conflict) => ({
    expression: `Request[${csString(conflict.query.name)}]`,
    value: conflict.query.fields.map(({ value }) => value).join(','),
    positions: [...conflict.query.fields, ...conflict.form.fields].map(({ position }) => position),
    note: 'The query and the body disagree; Request[…] looks into the query first.',
  }));
}

function notes(parted: { query: Field[]; form: Field[]; unread: Field[] }, reason: string | null): string[] {
  const said: string[] = [];
  if (parted.unread.length > 0) said.push(`Request.Form is empty: ${reason}. The body is in Request.InputStream.`);
  for (const [name, fields] of [
    ['QueryString', parted.query],
    ['Form', parted.form],
  ] as const) {
    if (joinByName(fields).length <= collectionKeys) continue;
    said.push(
      `Request.${name} throws InvalidOperationException: it has more than ${counted(collectionKeys)} names (aspnet:MaxHttpCollectionKeys).`,
    );
  }
  said.push(
    'This is ASP.NET on the .NET Framework, as in the platform’s sample; ASP.NET Core has rules of its own, which are not shown.',
  );
  return said;
}

/** A string literal of C#. */
function csString(text: string): string {
  return JSON.stringify(text);
}
