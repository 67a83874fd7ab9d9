import { describe, expect, it } from 'vitest';
import { putBack, putFor, takeOut } from '../../renderer/ui/named-list.ts';

const list = (names: string) => [...names].map((name) => ({ name, value: name.charCodeAt(0) }));

describe('a list of named things', () => {
  it('gives one back to its place, unless there is another of its name', () => {
    const { rest, taken } = takeOut(list('abc'), 'b');
    expect(rest).toEqual(list('ac'));
    expect(taken && putBack(rest, taken)).toEqual(list('abc'));
    expect(taken && putBack(list('a'), taken)).toEqual(list('ab'));
    const other = { name: 'b', value: 7 };
    expect(taken && putBack([other], taken)).toEqual([other]);
  });

  it('is as it was when nothing has that name', () => {
    expect(takeOut(list('abc'), 'x')).toEqual({ rest: list('abc'), taken: null });
  });

  it('takes a changed one in its place, and a new one at the end', () => {
    const changed = { name: 'z', value: 1 };
    expect(putFor(list('abc'), 'b', changed)).toEqual([...list('a'), changed, ...list('c')]);
    expect(putFor(list('abc'), null, changed)).toEqual([...list('abc'), changed]);
    expect(putFor(list('abc'), 'x', changed)).toEqual([...list('abc'), changed]);
  });
});
