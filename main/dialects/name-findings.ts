import type { DocumentedField, Field, Finding } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { fieldFinding, finding, quoted, shownValue } from './findings.ts';
import { isCloseName } from './spelling.ts';

/** A post of a known kind, as far as the names of its fields matter. */
export interface NamedPost {
  dialect: Dialect;
  kind: 'callback' | 'status';
  fields: readonly Field[];
  byName: ReadonlyMap<string, Field>;
}

/** Fields the platform's page does not name, those that look misspelt, and documented ones that did not come. */
export function nameFindings(post: NamedPost): Finding[] {
  const documented = post.dialect.fields[post.kind];
  const absent = documented.filter(({ name }) => !post.byName.has(name));
  const strangers = post.fields.filter((field) => !field.documented);
  if (absent.length === 0 && strangers.length === 0) return [];
  const found: Finding[] = [];
  const misspelt = new Set<DocumentedField>();
  const seen = new Set<string>();
  for (const field of strangers) {
    field.flags.push('unknown');
    if (seen.has(field.name)) continue;
    const compared = seen.size < limits.dialects.spelledNames;
    seen.add(field.name);
    const meant = compared ? absent.find(({ name }) => isCloseName(field.name, name)) : undefined;
    if (meant) misspelt.add(meant);
    if (meant?.secret) field.secret = true;
    found.push(meant ? closeSpelling(post, field, meant) : unknownField(post, field));
  }
  for (const field of absent) {
    if (!field.optional && !misspelt.has(field)) found.push(missingField(post, field));
  }
  return found;
}

function closeSpelling(post: NamedPost, field: Field, meant: DocumentedField): Finding {
  const sentence =
    `${quoted(field.name)} is probably meant to be ${quoted(meant.name)}, as the ${post.dialect.name} page spells it. ` +
    `Names are compared exactly here, as PHP does, so ${quoted(meant.name)} counts as missing.`;
  return fieldFinding(field, { code: 'close-spelling', severity: 'warning', sentence });
}

function unknownField(post: NamedPost, field: Field): Finding {
  const sentence =
    field.source === 'query'
      ? `${quoted(field.name)} is no field that the ${post.dialect.name} page names for a ${post.kind}; it may be part of ` +
        'the URL that the platform was given.'
      : `${quoted(field.name)} (${shownValue(field)}) is no field that the ${post.dialect.name} page names for a ${post.kind}.`;
  return fieldFinding(field, { code: 'unknown-field', severity: 'info', sentence });
}

function missingField(post: NamedPost, field: DocumentedField): Finding {
  const sentence =
    `${quoted(field.name)} did not come. The ${post.dialect.name} page reads it from a ${post.kind} without calling it ` +
    'optional, so code written after the page expects it.';
  return { ...finding('missing-field', 'warning', sentence), field: field.name };
}
