import type { Edits, Header } from '../../contract/index.ts';

export interface Draft {
  method: string;
  target: string;
  /** Left out where header lines are not edited. */
  headers?: readonly Header[];
  /** Null for a body that is not edited as text. */
  body: string | null;
}

/** Only what differs from the post; null when nothing does. */
export function editsOf(before: Draft, after: Draft): Edits | null {
  const edits: Edits = {};
  if (after.method !== before.method) edits.method = after.method;
  if (after.target !== before.target) edits.target = after.target;
  if (after.headers && !sameLines(before.headers ?? [], after.headers)) edits.headers = [...after.headers];
  if (after.body !== null && after.body !== before.body) edits.body = after.body;
  return Object.keys(edits).length > 0 ? edits : null;
}

function sameLines(a: readonly Header[], b: readonly Header[]): boolean {
  return a.length === b.length && a.every(([name, value], index) => name === b[index]?.[0] && value === b[index]?.[1]);
}
