import type { DialectInfo, DocumentedField, Field, Finding, Post } from '../../contract/index.ts';

/** A line of the Fields tab: a field that came, or a documented one that did not. */
export type FieldRow =
  | { type: 'field'; key: string; field: Field; findings: Finding[] }
  | { type: 'missing'; key: string; documented: DocumentedField; findings: Finding[] };

/** The fields the dialect's page names for this post's kind; none for a post of no dialect. */
export function documentedFor(
  post: Pick<Post, 'dialect' | 'kind'>,
  dialects: readonly DialectInfo[],
): readonly DocumentedField[] {
  const dialect = dialects.find((each) => each.id === post.dialect);
  return dialect?.kinds.find((each) => each.kind === post.kind)?.fields ?? [];
}

/** Lines in the order of the post; what is missing follows at the end. */
export function fieldRows(options: {
  fields: readonly Field[];
  findings: readonly Finding[];
  documented: readonly DocumentedField[];
}): FieldRow[] {
  const { fields, findings, documented } = options;
  const present = new Set(fields.map((field) => field.name));
  const rows: FieldRow[] = fields.map((field) => ({
    type: 'field',
    key: fieldKey(field.position),
    field,
    findings: findings.filter((each) => concerns(each, field)),
  }));
  for (const each of documented) {
    if (present.has(each.name)) continue;
    rows.push({
      type: 'missing',
      key: missingKey(each.name),
      documented: each,
      findings: findings.filter((finding) => finding.field === each.name),
    });
  }
  return rows;
}

/** The line that a finding is about; null when it is about the post as a whole. */
export function rowKeyOf(finding: Finding, fields: readonly Field[]): string | null {
  if (finding.position !== null) return fieldKey(finding.position);
  if (finding.field === null) return null;
  const field = fields.find((each) => each.name === finding.field);
  return field ? fieldKey(field.position) : missingKey(finding.field);
}

/**
 * The line that holds the post's status; null when no field of such a name has that value. The last one counts, as for
 * every key of a post.
 */
export function statusKeyOf(post: Pick<Post, 'fields' | 'status'>): string | null {
  if (post.status === null) return null;
  const field = post.fields.findLast(({ name, value }) => value === post.status && /status/i.test(name));
  return field ? fieldKey(field.position) : null;
}

function concerns(finding: Finding, field: Field): boolean {
  return finding.position === null ? finding.field === field.name : finding.position === field.position;
}

function fieldKey(position: number): string {
  return `field-${position}`;
}

function missingKey(name: string): string {
  return `missing-${name}`;
}
