import { hashKey } from '@tanstack/react-query';
import type { Endpoint } from '../../contract/index.ts';

/** One row of the table while it is edited. */
export interface DraftRow {
  /** Names the row for as long as it is there: the path is what is edited. */
  key: string;
  /** The path that the endpoint had when the editing began; null for one that was added here. */
  was: string | null;
  endpoint: Endpoint;
}

/** The endpoints as they are being edited, and as they were when that began. */
export interface EndpointsDraft {
  base: readonly Endpoint[];
  rows: readonly DraftRow[];
}

/** A part of an endpoint that is changed as a whole. */
export type EndpointPart = keyof Endpoint;
const parts: readonly EndpointPart[] = ['path', 'dialect', 'kind', 'response', 'target', 'forward'];

/** What was done here and elsewhere to the same endpoint, so that only one of the two can be had. */
export type Clash =
  | { type: 'changed-twice'; part: EndpointPart; here: Endpoint; elsewhere: Endpoint }
  | { type: 'added-twice'; elsewhere: Endpoint }
  | { type: 'removed-here'; elsewhere: Endpoint }
  | { type: 'removed-elsewhere'; was: Endpoint };

/** The draft to begin with. */
export function beginDraft(saved: readonly Endpoint[]): EndpointsDraft {
  return { base: saved, rows: saved.map(rowOf) };
}

/** True when there is something to be saved. */
export function isChanged(draft: EndpointsDraft): boolean {
  return !isSame(endpointsOf(draft), draft.base);
}

/** What is sent to be saved. */
export function endpointsOf(draft: EndpointsDraft): Endpoint[] {
  return draft.rows.map(({ endpoint }) => endpoint);
}

/** The draft with one more endpoint. */
export function withNew(draft: EndpointsDraft, endpoint: Endpoint): EndpointsDraft {
  let n = 1;
  while (draft.rows.some(({ key }) => key === `new ${n}`)) n += 1;
  return { ...draft, rows: [...draft.rows, { key: `new ${n}`, was: null, endpoint }] };
}

/**
 * Puts the draft on the endpoints as they are now: what was changed elsewhere and not touched here is taken over. Endpoints are
 * the same when they had the same path as the draft began.
 * @param options.side whose wish counts where both cannot be had, which `clashes` tells
 */
export function rebase(options: { draft: EndpointsDraft; now: readonly Endpoint[]; side: 'mine' | 'theirs' }): {
  draft: EndpointsDraft;
  clashes: Clash[];
} {
  const { draft, now, side } = options;
  const base = byPath(draft.base);
  const current = byPath(now);
  const clashes: Clash[] = [];
  const rows = draft.rows.flatMap((row): DraftRow[] => {
    const before = row.was === null ? undefined : base.get(row.was);
    if (before === undefined) return [row];
    const theirs = current.get(before.path);
    if (theirs) {
      const merged = mergeParts({ before, mine: row.endpoint, theirs, side });
      clashes.push(...merged.clashes);
      return [{ ...row, endpoint: merged.endpoint }];
    }
    if (isSame(row.endpoint, before)) return [];
    clashes.push({ type: 'removed-elsewhere', was: before });
    return side === 'mine' ? [{ ...row, was: null }] : [];
  });
  for (const before of draft.base) {
    const theirs = current.get(before.path);
    const isHere = draft.rows.some(({ was }) => was === before.path);
    if (isHere || theirs === undefined || isSame(theirs, before)) continue;
    clashes.push({ type: 'removed-here', elsewhere: theirs });
    if (side === 'theirs') rows.push(rowOf(theirs));
  }
  for (const theirs of now) {
    if (base.has(theirs.path)) continue;
    const at = rows.findIndex(({ endpoint }) => endpoint.path === theirs.path);
    const mine = rows[at];
    if (mine === undefined) {
      rows.push(rowOf(theirs));
      continue;
    }
    const isEqual = mine.was === null && isSame(mine.endpoint, theirs);
    if (!isEqual) clashes.push({ type: 'added-twice', elsewhere: theirs });
    if (mine.was === null) rows[at] = { ...mine, was: theirs.path, endpoint: side === 'mine' ? mine.endpoint : theirs };
    else if (side === 'theirs') {
      // Renamed here to a path that is now another's: it has its former path again.
      rows[at] = rowOf(current.get(mine.was) ?? mine.endpoint);
      rows.push(rowOf(theirs));
    }
  }
  return { draft: { base: now, rows }, clashes };
}

function mergeParts(options: { before: Endpoint; mine: Endpoint; theirs: Endpoint; side: 'mine' | 'theirs' }) {
  const { before, mine, theirs, side } = options;
  const clashes: Clash[] = [];
  const taken = parts.flatMap((part) => {
    if (isSame(theirs[part], before[part]) || isSame(theirs[part], mine[part])) return [];
    const isMine = !isSame(mine[part], before[part]);
    if (isMine) clashes.push({ type: 'changed-twice', part, here: mine, elsewhere: theirs });
    return isMine && side === 'mine' ? [] : [[part, theirs[part]] as const];
  });
  const endpoint: Endpoint = { ...mine, ...Object.fromEntries(taken) };
  return { endpoint, clashes };
}

function rowOf(endpoint: Endpoint): DraftRow {
  return { key: endpoint.path, was: endpoint.path, endpoint };
}

function byPath(endpoints: readonly Endpoint[]): Map<string, Endpoint> {
  return new Map(endpoints.map((each) => [each.path, each]));
}

/** In whichever order the members stand. */
function isSame(a: unknown, b: unknown): boolean {
  return hashKey([a]) === hashKey([b]);
}
