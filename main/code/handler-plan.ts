import type { DocumentedField, Field } from '../../contract/index.ts';
import type { Dialect } from '../dialects/dialect.ts';

type PostKind = 'callback' | 'status';

/** What a handler needs to know of a dialect, whatever language it is written in. */
export interface HandlerPlan {
  /** The platform's name. */
  platform: string;
  fields: Record<PostKind, readonly DocumentedField[]>;
  /** Names of all credential fields. */
  credentials: string[];
  /** Fields that only a status has: with all of them a post is one, whatever its path. */
  signature: readonly string[];
  /** Fields that together tell one post from the next, so that the same one twice is seen; empty = there are none. */
  once: Record<PostKind, string[]>;
}

/** What a handler of this dialect has to do, out of the fields that its page documents. */
export function planOf(dialect: Dialect): HandlerPlan {
  const { callback, status } = dialect.fields;
  const credentials = [...callback, ...status].filter(({ secret }) => secret).map(({ name }) => name);
  return {
    platform: dialect.name,
    fields: dialect.fields,
    credentials: [...new Set(credentials)],
    signature: dialect.signature.status,
    once: { callback: keyFields(dialect, 'callback'), status: keyFields(dialect, 'status') },
  };
}

/** The names behind the ticket of a kind, and behind the status that comes with it: found by giving each field its name as value. */
function keyFields(dialect: Dialect, kind: PostKind): string[] {
  const documented = dialect.fields[kind];
  const names = new Set(documented.map(({ name }) => name));
  const keys = dialect.keys(
    documented.map(({ name }, position) => probe(name, position)),
    kind,
  );
  if (keys.ticket === null || !names.has(keys.ticket)) return [];
  if (kind === 'callback') return [keys.ticket];
  return keys.status !== null && names.has(keys.status) ? [keys.ticket, keys.status] : [];
}

function probe(name: string, position: number): Field {
  return {
    name,
    value: name,
    source: 'form',
    position,
    flags: [],
    secret: false,
    meaning: null,
    documented: true,
    range: null,
    otherReading: null,
    part: null,
  };
}

/**
 * A list of names as lines of code, each with what the platform's page says of it.
 * @param style.write turns a name into a literal
 * @param style.mark begins a comment
 */
export function fieldLines(
  fields: readonly DocumentedField[],
  style: { indent: string; write(name: string): string; mark?: string },
): string {
  const { indent, write, mark = '//' } = style;
  return fields
    .map(({ name, meaning }, index) => {
      const end = index < fields.length - 1 ? ',' : '';
      return `${indent}${write(name)}${end}${meaning === null ? '' : ` ${mark} ${comment(meaning)}`}`;
    })
    .join('\n');
}

/** Text that can stand in a comment of any of the languages. */
export function comment(text: string): string {
  return text.replace(/[\\<>#*\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
