import type { DocumentedField, Field, Finding, Header, Kind } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { pathOf } from '../receiver/endpoints.ts';
import { readBody } from './body.ts';
import type { DecodeContext, DecodedPost, Dialect, PostKeys, RawPost } from './dialect.ts';
import { type FieldList, fieldList } from './field-list.ts';
import { capFindings, counted, finding, mask, quoted } from './findings.ts';
import { indexText } from './index-text.ts';
import { classify, isVisit, type Verdict } from './kind.ts';
import { nameFindings } from './name-findings.ts';
import { oddityFindings } from './oddity-findings.ts';
import { otherExcerpt } from './other-excerpt.ts';
import { dialects } from './registry.ts';
import { repeatFindings } from './repeat-findings.ts';
import { requestFindings } from './request-findings.ts';
import { isSecretField, isSecretHeader, isSecretInQuery } from './secrets.ts';
import { plainName } from './spelling.ts';
import { readUrlencoded } from './urlencoded.ts';

const noKeys: PostKeys = { phone: null, code: null, keyword: null, ticket: null, customTicket: null, status: null };

/**
 * Derives everything Tapline shows of a post from its bytes: fields, kind, keys, findings. Never throws, whatever the bytes
 * are, takes time in proportion to their number, and changes nothing in them.
 */
export function decodePost(raw: RawPost, context: DecodeContext): DecodedPost {
  const path = pathOf(raw.target);
  const list = fieldList(context.maskedNames);
  const mark = raw.target.indexOf('?');
  if (mark >= 0) readUrlencoded(list, { text: raw.target.slice(mark + 1), source: 'query', charset: null });
  const body = readBody(list, raw);
  const { fields } = list;

  const byName = new Map<string, Field>();
  for (const field of fields) byName.set(field.name, field);
  const verdict = classify({ method: raw.method, endpoint: context.endpoint, byName, dialects });
  const { kind, dialect } = verdict;
  describe(list, verdict, context.maskedNames);

  // First, because a misspelt credential is found there, and no other finding may show its value.
  const named = dialect && kind !== 'other' ? nameFindings({ dialect, kind, fields, byName }) : [];
  const findings = capFindings([
    ...misplacement(verdict, context),
    ...emptyPost(raw, context, list),
    ...requestFindings(raw),
    ...list.findings,
    ...overflow(list),
    ...oddityFindings(list.oddities),
    ...(byName.size < fields.length ? repeatFindings(fields) : []),
    ...named,
    ...dialectFindings(dialect, fields, kind),
  ]);
  const excerpt =
    dialect && kind !== 'other'
      ? dialect.excerpt(shown(fields, context.maskedNames), kind)
      : otherExcerpt({ raw, body, list });
  return {
    kind,
    dialect: dialect?.id ?? null,
    path,
    fields: body.asItCame ? fields : withoutRanges(fields),
    findings,
    keys: dialect ? dialect.keys(fields, kind) : noKeys,
    excerpt,
    text: indexText({ path, headers: raw.headers, fields, body }),
    secretHeaders: secretHeaderNames(raw.headers, context.maskedNames),
  };
}

/** What an excerpt may be made of: a field that a dialect shows is a secret once the user masks it. */
function shown(fields: readonly Field[], maskedNames: readonly string[]): readonly Field[] {
  if (maskedNames.length === 0) return fields;
  return fields.map((field) => (field.secret && field.value ? { ...field, value: mask } : field));
}

/** Fills in what the dialect knows of each field, and which ones are credentials. */
function describe(list: FieldList, { dialect, kind }: Verdict, maskedNames: readonly string[]): void {
  const documented = dialect && kind !== 'other' ? documentedByName(dialect)[kind] : null;
  const masked = new Set(maskedNames.map(plainName));
  for (const field of list.fields) {
    const known = documented?.get(field.name);
    if (known) {
      field.documented = true;
      field.meaning = known.meaning;
      field.secret ||= known.secret || (masked.size > 0 && isSecretField(field.name, masked));
    } else {
      field.secret ||=
        isSecretField(field.name, list.secretNames()) || (field.source === 'query' && isSecretInQuery(field.name));
    }
  }
}

interface Documented {
  callback: ReadonlyMap<string, DocumentedField>;
  status: ReadonlyMap<string, DocumentedField>;
}

const documentedCache = new WeakMap<Dialect, Documented>();

/** A dialect's fields by name; made once, because every post asks. */
function documentedByName(dialect: Dialect): Documented {
  const known = documentedCache.get(dialect);
  if (known) return known;
  const byName = (fields: readonly DocumentedField[]) => new Map(fields.map((field) => [field.name, field]));
  const made = { callback: byName(dialect.fields.callback), status: byName(dialect.fields.status) };
  documentedCache.set(dialect, made);
  return made;
}

function misplacement({ misplaced, kind, dialect }: Verdict, { endpoint }: DecodeContext): Finding[] {
  if (!misplaced || !endpoint || !dialect || kind === 'other') return [];
  const expected = kind === 'status' ? 'callbacks' : 'statuses';
  const sentence =
    `This is a ${kind}, but it came to ${quoted(endpoint.path)}, which expects ${expected}. Correct ` +
    `${dialect.urls[kind]}: it must be the ${kind} URL.`;
  return [finding(kind === 'status' ? 'status-at-callback' : 'callback-at-status', 'error', sentence)];
}

function dialectFindings(dialect: Dialect | null, fields: readonly Field[], kind: Kind): Finding[] {
  const found = dialect?.findings?.(fields, kind) ?? [];
  for (const { code, position } of found) {
    if (code === 'zero-lost' && position !== null) fields[position]?.flags.push('lost-zero');
  }
  return found;
}

/** One finding instead of one per documented field, when there is nothing at all. Visits come without fields rightly. */
function emptyPost(raw: RawPost, { endpoint }: DecodeContext, list: FieldList): Finding[] {
  if (!endpoint || endpoint.kind === 'other' || isVisit(raw.method) || list.total > 0 || list.findings.length > 0)
    return [];
  const sentence = `The post has no parameters, neither in the query nor in the body, so it is no ${endpoint.kind}.`;
  return [finding('missing-field', 'warning', sentence)];
}

function overflow({ total, fields }: FieldList): Finding[] {
  if (total <= fields.length) return [];
  const sentence =
    `The post has ${counted(total)} fields, of which the first ${counted(limits.dialects.fields)} are shown (and credentials among ` +
    'the rest, masked); all of them are stored and replayed.';
  return [finding('body-not-decoded', 'warning', sentence)];
}

/** Ranges in bytes that are not the body's own would point at the wrong place. */
function withoutRanges(fields: Field[]): Field[] {
  for (const field of fields) if (field.source !== 'query') field.range = null;
  return fields;
}

function secretHeaderNames(headers: readonly Header[], maskedNames: readonly string[]): string[] {
  const names = new Set<string>();
  for (const [name] of headers) if (isSecretHeader(name, maskedNames)) names.add(name);
  return [...names];
}
