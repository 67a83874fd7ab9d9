import type { Edits } from '../../contract/index.ts';

export interface Draft {
  method: string;
  target: string;
  /** Null for a body that is not edited here. */
  body: string | null;
}

/** Only what differs from the post; null when nothing does. */
export function editsOf(before: Draft, after: Draft): Edits | null {
  const edits: Edits = {};
  if (after.method !== before.method) edits.method = after.method;
  if (after.target !== before.target) edits.target = after.target;
  if (after.body !== null && after.body !== before.body) edits.body = after.body;
  return Object.keys(edits).length > 0 ? edits : null;
}
