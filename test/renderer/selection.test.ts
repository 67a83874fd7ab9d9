import { describe, expect, it } from 'vitest';
import { aimOf, closedQuery } from '../../renderer/inbox/bulk.ts';
import {
  extendBy,
  extendTo,
  isSelected,
  noSelection,
  type Selection,
  selectLoaded,
  sizeOf,
  toggle,
  without,
} from '../../renderer/inbox/selection.ts';
import { createRemovals, hiddenBy, type Removal, type RemovalAim } from '../../renderer/ui/removals.ts';
import { summaries, summary } from './posts.ts';

const posts = summaries(9, 1);
const ids = (selection: Selection) => [...selection.ids].sort((a, b) => a - b);
const around = (openId: number | null) => ({ posts, openId });

describe('a selection', () => {
  it('takes posts in and out, the open one along with the first', () => {
    const two = toggle(noSelection, 3, 5);
    expect(ids(two)).toEqual([3, 5]);
    expect(ids(toggle(two, 5, 5))).toEqual([3]);
    expect(toggle(toggle(noSelection, 3, null), 3, null)).toEqual(noSelection);
  });

  it('extends from where it began, and gives back what the new range does not reach', () => {
    const down = extendTo(noSelection, 2, around(5));
    expect(ids(down)).toEqual([2, 3, 4, 5]);
    expect(ids(extendTo(down, 7, around(5)))).toEqual([5, 6, 7]);
    const kept = toggle(toggle(noSelection, 9, null), 4, null);
    expect(ids(extendTo(kept, 2, around(null)))).toEqual([2, 3, 4, 9]);
  });

  it('grows and shrinks by one post with the arrows, and stops at the ends', () => {
    let selection = extendBy(noSelection, 1, around(8));
    expect(ids(selection)).toEqual([7, 8]);
    selection = extendBy(selection, 1, around(8));
    expect(ids(selection)).toEqual([6, 7, 8]);
    selection = extendBy(selection, -1, around(8));
    expect(ids(selection)).toEqual([7, 8]);
    for (let i = 0; i < 20; i++) selection = extendBy(selection, -1, around(8));
    expect(ids(selection)).toEqual([8, 9]);
    expect(ids(extendBy(noSelection, 1, around(null)))).toEqual([9]);
  });

  it('of everything has those that are loaded later, and none that arrive', () => {
    const loaded = selectLoaded(posts);
    expect(sizeOf(loaded)).toBe(9);
    const every = { ...loaded, every: { query: 'before:2026-11-22T10:02:11.483Z', topId: 9, count: 500, exact: true } };
    expect(sizeOf(every)).toBe(500);
    expect(isSelected(every, 4)).toBe(true);
    expect(isSelected(every, 10)).toBe(false);
    expect(selectLoaded([])).toEqual(noSelection);
  });

  it('loses posts that are gone', () => {
    const loaded = selectLoaded(posts);
    expect(without(loaded, () => false)).toBe(loaded);
    expect(ids(without(loaded, (id) => id > 2))).toEqual([1, 2]);
    expect(without(loaded, () => true)).toEqual(noSelection);
  });
});

it('closes a query behind the newest post that was seen', () => {
  const seen = [summary(2), summary(1, { receivedAt: '2026-11-22T11:00:00.000Z' })];
  expect(closedQuery('kind:status', seen)).toBe('kind:status before:2026-11-22T11:00:00.001Z');
  expect(closedQuery('', seen)).toBe('before:2026-11-22T11:00:00.001Z');
});

describe('removals', () => {
  /** A waiting room whose clock runs only when it is told to. */
  function room(deleting: (aim: RemovalAim, signal: AbortSignal) => Promise<void> = async () => {}) {
    const seen = {
      hidden: [] as readonly Removal[],
      undoable: 0,
      deleting: 0,
      halted: 0,
      deleted: [] as RemovalAim[],
      faults: [] as unknown[],
    };
    const removals = createRemovals({
      undoMs: 20,
      delete: deleting,
      onChange: (hidden, undoable, goingNow) => Object.assign(seen, { hidden, undoable, deleting: goingNow }),
      onDeleted: (aim) => seen.deleted.push(aim),
      onFault: (error) => seen.faults.push(error),
      onHalted: () => seen.halted++,
    });
    return { removals, seen };
  }
  const aim = (...list: number[]): RemovalAim => ({ ids: new Set(list) });

  it('hide posts at once, join those that follow, and delete when the time is over', async () => {
    const { removals, seen } = room();
    removals.remove(aim(1, 2));
    removals.remove(aim(2, 3));
    expect(seen.undoable).toBe(3);
    expect(hiddenBy(seen.hidden, '')?.(summary(3))).toBe(true);
    expect(seen.deleted).toEqual([]);
    await expect.poll(() => seen.deleted).toEqual([aim(1, 2, 3)]);
    expect(seen.hidden).toEqual([]);
  });

  it('bring everything back, and delete nothing, when they are undone or the window goes', async () => {
    const deleted: RemovalAim[] = [];
    const keep = async (one: RemovalAim) => void deleted.push(one);
    const undone = room(keep);
    undone.removals.remove(aim(1));
    undone.removals.undo();
    expect(hiddenBy(undone.seen.hidden, '')).toBeNull();
    const stopped = room(keep);
    stopped.removals.remove(aim(2));
    stopped.removals.stop();
    const held = room(keep);
    held.removals.remove(aim(3));
    held.removals.hold();
    // Its clock began later than the others' would have ended.
    const last = room();
    last.removals.remove(aim(4));
    await expect.poll(() => last.seen.deleted).toEqual([aim(4)]);
    expect(deleted).toEqual([]);
    held.removals.resume();
    await expect.poll(() => deleted).toEqual([aim(3)]);
  });

  it('end a deleting that is under way when they are halted, show what is left, and go on with the next', async () => {
    const asked: RemovalAim[] = [];
    const { removals, seen } = room((one, signal) => {
      asked.push(one);
      if (asked.length > 1) return Promise.resolve();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    removals.halt();
    expect(seen.halted).toBe(0);
    removals.remove(aim(1, 2));
    await expect.poll(() => seen.deleting).toBe(2);
    removals.halt();
    await expect.poll(() => seen.deleting).toBe(0);
    expect(hiddenBy(seen.hidden, '')).toBeNull();
    expect(seen).toMatchObject({ halted: 1, faults: [], deleted: [] });
    removals.remove(aim(3));
    await expect.poll(() => seen.deleted).toEqual([aim(3)]);
    expect(asked).toEqual([aim(1, 2), aim(3)]);
  });

  it('show the posts again when the core could not delete them', async () => {
    const { removals, seen } = room(() => Promise.reject(new Error('no')));
    removals.remove(aim(1));
    await expect.poll(() => seen.faults).toHaveLength(1);
    expect(hiddenBy(seen.hidden, '')).toBeNull();
    expect(seen.deleted).toEqual([]);
  });

  /** What is deleted when everything that a search finds is selected, of which some posts are loaded. */
  const everyOf = (shownQuery: string, loaded: number[]): Removal => {
    const every = { query: closedQuery(shownQuery, [summary(9)]), topId: 9, count: 9, exact: true };
    return { aim: aimOf({ ...noSelection, ids: new Set(loaded), every }, shownQuery), count: 9 };
  };

  it('of a search hide its posts in that search, up to the newest that was seen', () => {
    const hides = hiddenBy([everyOf('kind:status', [])], 'kind:status');
    expect([9, 10].map((id) => hides?.(summary(id)))).toEqual([true, false]);
  });

  it('of a search hide its posts in other searches, too, as far as a summary tells which they are', () => {
    const later = new Date(Date.parse(summary(9).receivedAt) + 1).toISOString();
    const hides = hiddenBy([everyOf('kind:status', [])], '');
    expect(hides?.(summary(1, { kind: 'status' }))).toBe(true);
    expect(hides?.(summary(2, { kind: 'callback' }))).toBe(false);
    // Came after the question was asked.
    expect(hides?.(summary(10, { kind: 'status', receivedAt: later }))).toBe(false);
    const byWord = hiddenBy([everyOf('hello', [4])], '');
    expect([4, 5].map((id) => byWord?.(summary(id)))).toEqual([true, false]);
  });
});
