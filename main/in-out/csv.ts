import type { Field, PostSummary } from '../../contract/index.ts';
import { dialects } from '../dialects/registry.ts';
import { placeholder } from '../replay/mask.ts';
import type { Entry } from './entry.ts';

const lineEnd = '\r\n';

/** Columns of what a post is, named as in the API. */
const summaryNames = [
  'id',
  'receivedAt',
  'kind',
  'dialect',
  'endpoint',
  'method',
  'path',
  'phone',
  'code',
  'keyword',
  'ticket',
  'customTicket',
  'status',
  'responseStatus',
  'via',
  'bodySize',
  'unread',
  'pinned',
] as const satisfies readonly (keyof PostSummary)[];

/** Columns that a masked value of a field could show a second time. */
const keyNames: ReadonlySet<string> = new Set(['phone', 'code', 'keyword', 'ticket', 'customTicket', 'status']);

/** Documented fields of all dialects, each once; `field.` keeps them apart from the columns above. */
function fieldNames(): string[] {
  return [...new Set(dialects.flatMap(({ fields }) => [...fields.callback, ...fields.status].map(({ name }) => name)))];
}

/** The line of column names. */
export function csvHead(): string {
  return row([...summaryNames, 'findings', 'note', ...fieldNames().map((name) => `field.${name}`)]);
}

/**
 * A post as a line: what a list shows of it, and its documented fields. A field that came several times holds its values one
 * per line; one that is missing is an empty cell, one that came empty is `""`.
 */
export function csvRow({ post, reveal }: Entry): string {
  const byName = new Map<string, Field[]>();
  for (const field of post.fields) byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  const secrets = new Set(reveal ? [] : post.fields.filter(({ secret }) => secret).map(({ value }) => value));
  const shown = (field: Field): string => (field.secret && !reveal && field.value ? placeholder : (field.value ?? ''));
  return row([
    ...summaryNames.map((name) => (keyNames.has(name) && secrets.has(post[name] as string) ? placeholder : post[name])),
    post.findings.length,
    post.note,
    ...fieldNames().map((name) => byName.get(name)?.map(shown).join('\n') ?? null),
  ]);
}

function row(cells: readonly (string | number | boolean | null)[]): string {
  return cells.map(csvCell).join(',') + lineEnd;
}

/**
 * A value as RFC 4180 wants it. Text that a spreadsheet could take for a formula gets an apostrophe in front (OWASP, "CSV
 * Injection"), behind blanks, invisible marks and in full width, too. Null is nothing at all, empty text is `""`.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text =
    /^[\p{Cc}\p{Cf}\p{Z}]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(value) || /^[\t\r\n]/.test(value)
      ? `'${value}`
      : value;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
