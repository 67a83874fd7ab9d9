import { describe, expect, it } from 'vitest';
import type { Outage } from '../../contract/index.ts';
import { type Gap, indexOfId, placeGaps, rowAt, rowOfPost } from '../../renderer/inbox/gap-rows.ts';
import { rowsAdded } from '../../renderer/inbox/use-anchor.ts';
import { summary } from './posts.ts';

const base = Date.parse('2026-11-22T10:00:00.000Z');
const at = (second: number) => new Date(base + second * 1000).toISOString();

function outage(id: number, from: number, to: number | null): Outage {
  return { id, from: at(from), to: to === null ? null : at(to), provider: 'localtunnel', reason: 'Gone.' };
}

/** Posts at these seconds, the newest first; the id is the second, so that rows can be told by it. */
const posts = (...seconds: number[]) => seconds.map((second) => summary(second, { receivedAt: at(second) }));

/** The list as it is seen: ids of posts, and outages as `!id`. */
function seen(list: readonly { id: number }[], gaps: readonly Gap[]): string[] {
  return Array.from({ length: list.length + gaps.length }, (_, index) => {
    const row = rowAt(gaps, index);
    return 'gap' in row ? `!${row.gap.outage.id}` : String(list[row.post]?.id);
  });
}

describe('placeGaps', () => {
  it('puts each outage where it happened', () => {
    const list = posts(50, 40, 30, 20, 10);
    const gaps = placeGaps(list, [outage(2, 41, 49), outage(1, 21, 29)], true);
    expect(seen(list, gaps)).toEqual(['50', '!2', '40', '30', '!1', '20', '10']);
  });

  it('puts one that lasts at the top, above posts that came over other ways meanwhile', () => {
    const list = posts(50, 40);
    expect(seen(list, placeGaps(list, [outage(1, 30, null)], true))).toEqual(['!1', '50', '40']);
  });

  it('leaves it in its row when it ends', () => {
    const list = posts(50, 40);
    expect(placeGaps(list, [outage(1, 30, 51)], true).map((gap) => gap.row)).toEqual([0]);
    const later = posts(60, 50, 40);
    expect(seen(later, placeGaps(later, [outage(1, 30, 51)], true))).toEqual(['60', '!1', '50', '40']);
  });

  it('keeps those below the last post until the older posts are read', () => {
    const list = posts(50, 40);
    const outages = [outage(2, 41, 45), outage(1, 10, 20)];
    expect(seen(list, placeGaps(list, outages, false))).toEqual(['50', '!2', '40']);
    expect(seen(list, placeGaps(list, outages, true))).toEqual(['50', '!2', '40', '!1']);
  });

  it('puts outages without a post between them into neighbouring rows, the newest first', () => {
    const list = posts(50, 10);
    const outages = [outage(1, 11, 20), outage(3, 35, 40), outage(2, 25, 30)];
    expect(seen(list, placeGaps(list, outages, true))).toEqual(['50', '!3', '!2', '!1', '10']);
  });

  it('is not misled by imported posts, which stand where they were imported', () => {
    const imported = posts(1, 2, 3).map((post, index) => ({ ...post, id: 45 - index, via: 'import' as const }));
    const list = [...posts(60, 50), ...imported, ...posts(40, 30)];
    const gaps = placeGaps(list, [outage(2, 51, 55), outage(1, 31, 35)], true);
    expect(seen(list, gaps)).toEqual(['60', '!2', '50', '45', '44', '43', '40', '!1', '30']);
  });

  it('agrees with placing one by one, for any number of posts and outages', () => {
    let random = 7;
    const next = (below: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % below;
    };
    for (let round = 0; round < 60; round++) {
      const seconds = Array.from({ length: next(40) }, () => next(1000) * 2).sort((a, b) => b - a);
      const list = posts(...new Set(seconds));
      const outages = Array.from({ length: next(12) }, (_, id) => outage(id, 0, next(1000) * 2 + 1));
      const ends = [...new Map(outages.map((each) => [each.to, each])).values()];
      const expected = [
        ...list.map((post) => ({ label: String(post.id), time: post.receivedAt })),
        ...ends.map((each) => ({ label: `!${each.id}`, time: each.to ?? '' })),
      ].sort((a, b) => (a.time < b.time ? 1 : -1));
      const gaps = placeGaps(list, ends, true);
      expect(seen(list, gaps)).toEqual(expected.map((each) => each.label));
      list.forEach((_, index) => {
        expect(rowAt(gaps, rowOfPost(gaps, index))).toEqual({ post: index });
      });
    }
  });
});

it('finds a post by its id', () => {
  const list = posts(50, 40, 30);
  expect([50, 40, 30, 35, 99, 1].map((id) => indexOfId(list, id))).toEqual([0, 1, 2, -1, -1, -1]);
  expect(indexOfId([], 1)).toBe(-1);
});

describe('rowsAdded', () => {
  const rows = (list: ReturnType<typeof posts>, ...outages: Outage[]) => ({
    posts: list,
    gaps: placeGaps(list, outages, true),
  });

  it('counts posts and gaps above what is read', () => {
    const before = rows(posts(50, 40, 30));
    expect(rowsAdded(before, rows(posts(70, 60, 50, 40, 30)), 1)).toBe(2);
    expect(rowsAdded(before, rows(posts(50, 40, 30), outage(1, 51, null)), 1)).toBe(1);
    expect(rowsAdded(before, rows(posts(60, 50, 40, 30), outage(1, 51, 55)), 1)).toBe(2);
  });

  it('counts nothing that comes below', () => {
    const before = rows(posts(50, 40, 30));
    expect(rowsAdded(before, rows(posts(50, 40, 30, 20), outage(1, 31, 35)), 1)).toBe(0);
  });

  it('holds the post beneath a gap when the gap goes', () => {
    const before = rows(posts(50, 40, 30), outage(1, 41, 45));
    expect(rowsAdded(before, rows(posts(50, 40, 30)), 1)).toBe(-1);
  });

  it('puts the next post in the place of one that is gone', () => {
    const before = rows(posts(50, 40, 30));
    expect(rowsAdded(before, rows(posts(30, 20)), 1)).toBe(-1);
    expect(rowsAdded(before, rows(posts(50, 30)), 1)).toBe(0);
    expect(rowsAdded(before, rows(posts(60, 50, 30)), 1)).toBe(1);
  });

  it('says nothing about another list', () => {
    expect(rowsAdded(rows(posts(50, 40, 30)), rows(posts(20, 10)), 1)).toBeNull();
    expect(rowsAdded(rows([]), rows(posts(50)), 0)).toBeNull();
  });
});
