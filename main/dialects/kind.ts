import type { Endpoint, Field, Kind } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Dialect } from './dialect.ts';
import { isCloseName } from './spelling.ts';

/** What a post is taken for. */
export interface Verdict {
  kind: Kind;
  dialect: Dialect | null;
  /** True when the endpoint expects the other kind. */
  misplaced: boolean;
}

/** What a verdict rests on. */
export interface Evidence {
  method: string;
  endpoint: Endpoint | null;
  /** The fields by name. */
  byName: ReadonlyMap<string, Field>;
  dialects: readonly Dialect[];
}

type Sort = 'callback' | 'status';

/**
 * The endpoint decides, unless the fields are fully those of the other kind and not of its own. Where no endpoint decides,
 * the fields do. A post without parameters is `other` anywhere, and so is a visit (GET, HEAD, OPTIONS) to an endpoint that
 * brings none of its fields: platforms and people look whether a URL answers before they use it.
 */
export function classify(evidence: Evidence): Verdict {
  const { endpoint, byName } = evidence;
  const own = endpoint ? (evidence.dialects.find(({ id }) => id === endpoint.dialect) ?? null) : null;
  if (byName.size === 0) return { kind: 'other', dialect: own, misplaced: false };
  if (!own || !endpoint || endpoint.kind === 'other') {
    return bySignature(byName, own ? [own] : evidence.dialects) ?? { kind: 'other', dialect: own, misplaced: false };
  }
  const expected = endpoint.kind;
  const other = expected === 'callback' ? 'status' : 'callback';
  if (!matches(byName, own, expected) && matches(byName, own, other)) {
    return { kind: other, dialect: own, misplaced: true };
  }
  if (isVisit(evidence.method) && !own.fields[expected].some(({ name }) => hasOrClose(byName, name))) {
    return { kind: 'other', dialect: own, misplaced: false };
  }
  return { kind: expected, dialect: own, misplaced: false };
}

/** True for the methods by which platforms and people only look at a URL. */
export function isVisit(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

function bySignature(byName: ReadonlyMap<string, Field>, dialects: readonly Dialect[]): Verdict | null {
  for (const dialect of dialects) {
    for (const kind of ['callback', 'status'] as const) {
      if (matches(byName, dialect, kind)) return { kind, dialect, misplaced: false };
    }
  }
  return null;
}

/** True when all names of the signature are there, in the right spelling or one close to it. */
function matches(byName: ReadonlyMap<string, Field>, dialect: Dialect, kind: Sort): boolean {
  return dialect.signature[kind].every((name) => hasOrClose(byName, name));
}

function hasOrClose(byName: ReadonlyMap<string, Field>, right: string): boolean {
  if (byName.has(right)) return true;
  let left: number = limits.dialects.spelledNames;
  for (const name of byName.keys()) {
    if (isCloseName(name, right)) return true;
    left -= 1;
    if (left === 0) return false;
  }
  return false;
}
