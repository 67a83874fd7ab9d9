/** A member of a JSON text: its own JSON text without blanks, numbers with the digits they came with. */
export type JsonMember = { type: 'found'; json: string } | { type: 'absent' } | { type: 'bad' };

/** What JSON.rawJSON makes; the library types of TypeScript do not know it yet. */
interface RawJson {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
}

const json = JSON as unknown as RawJson;

/** Parses without taking a number through a double: each stays the text it was. */
function parseExact(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
  );
}

/**
 * Finds a member by its path.
 * @param path `result.items[0].id`; a name with other characters as `["a.b"]`; `$` alone, or before it all, is the root
 */
export function jsonMember(text: string, path: string): JsonMember {
  const steps = stepsOf(path);
  try {
    let value = parseExact(text);
    for (const step of steps ?? []) {
      if (typeof value !== 'object' || value === null || json.isRawJSON(value)) return { type: 'absent' };
      if (!Object.hasOwn(value, step)) return { type: 'absent' };
      // "length" is an own property of an array, and no member of the JSON.
      if (Array.isArray(value) && !/^\d+$/.test(step)) return { type: 'absent' };
      value = (value as Record<string, unknown>)[step];
    }
    return steps === null ? { type: 'absent' } : { type: 'found', json: JSON.stringify(value) };
  } catch {
    return { type: 'bad' };
  }
}

/** Whether two JSON texts are the same but for blanks and ways to write a character. */
export function sameJson(member: string, equals: string): boolean {
  try {
    return JSON.stringify(parseExact(equals)) === member;
  } catch {
    return false;
  }
}

/** The names and numbers of a path; null when it cannot be read. */
export function stepsOf(path: string): string[] | null {
  let rest = path.trim().replace(/^\$/, '');
  const steps: string[] = [];
  while (rest !== '') {
    const index = /^\[(\d+)\]/.exec(rest);
    const quoted = /^\[("(?:[^"\\]|\\.)*")\]/.exec(rest);
    const name = /^\.?([^.[\]]+)/.exec(rest);
    const found = index ?? quoted ?? name;
    if (!found) return null;
    try {
      steps.push(quoted ? (JSON.parse(quoted[1] ?? '') as string) : (found[1] ?? ''));
    } catch {
      return null;
    }
    rest = rest.slice(found[0].length);
  }
  return steps;
}
