import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadPosts, readAbove, readAround } from '../../renderer/inbox/list-around.ts';
import { summary } from './posts.ts';

/** Reads from posts with these ids, as the core does. */
function reader(ids: readonly number[]): ReadPosts {
  const sorted = [...ids].sort((a, b) => b - a);
  return async ({ before, limit = 200 }) => {
    const found = sorted.filter((id) => before === undefined || id < Number(before)).slice(0, limit);
    return { posts: found.map((id) => summary(id)), next: found.length === limit ? String(found.at(-1)) : null };
  };
}

describe('readAround', () => {
  it('begins with the post, and tells whether newer ones lie above', async () => {
    const read = reader([1, 2, 3, 4]);
    expect(await readAround(read, 3)).toMatchObject({
      page: { posts: [{ id: 3 }, { id: 2 }, { id: 1 }] },
      above: true,
    });
    expect((await readAround(read, 4))?.above).toBe(false);
  });

  it('finds nothing for a post that is gone', async () => {
    expect(await readAround(reader([1, 2, 4]), 3)).toBeNull();
  });
});

describe('readAbove', () => {
  it('reads what lies right above a post, without a hole, however far apart the ids are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        async (ids, pick) => {
          const from = ids[pick % ids.length] as number;
          const above = ids.filter((id) => id > from).sort((a, b) => a - b);
          const read = (await readAbove(reader(ids), from)).map((post) => post.id).reverse();
          expect(read).toEqual(above.slice(0, read.length));
          expect(read.length > 0).toBe(above.length > 0);
        },
      ),
    );
  });

  it('goes on where more match than one page has', async () => {
    const ids = Array.from({ length: 5000 }, (_, index) => index + 1);
    const read = (await readAbove(reader(ids), 1000)).map((post) => post.id);
    expect(read.at(-1)).toBe(1001);
    expect(await readAbove(reader(ids), 5000)).toEqual([]);
  });
});
