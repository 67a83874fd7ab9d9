import { describe, expect, it } from 'vitest';
import { defaultResponse, type Endpoint, noForward } from '../../contract/index.ts';
import {
  beginDraft,
  type EndpointsDraft,
  endpointsOf,
  isChanged,
  rebase,
  withNew,
} from '../../renderer/settings/endpoints-draft.ts';

const endpoint = (path: string, part: Partial<Endpoint> = {}): Endpoint => ({
  path,
  dialect: 'txtwire',
  kind: 'other',
  response: defaultResponse,
  target: null,
  forward: noForward,
  ...part,
});
const answering = (status: number) => ({ response: { ...defaultResponse, status } });
const a = endpoint('/a');
const b = endpoint('/b');
const begun = beginDraft([a, b]);

const changed = (draft: EndpointsDraft, key: string, part: Partial<Endpoint>): EndpointsDraft => ({
  ...draft,
  rows: draft.rows.map((row) => (row.key === key ? { ...row, endpoint: { ...row.endpoint, ...part } } : row)),
});
const without = (draft: EndpointsDraft, key: string): EndpointsDraft => ({
  ...draft,
  rows: draft.rows.filter((row) => row.key !== key),
});
const saved = (draft: EndpointsDraft, now: readonly Endpoint[], side: 'mine' | 'theirs' = 'mine') => {
  const result = rebase({ draft, now, side });
  // What came of it can be saved once more, and is then the same.
  const again = rebase({ draft: result.draft, now, side });
  expect(again.clashes).toEqual([]);
  expect(endpointsOf(again.draft)).toEqual(endpointsOf(result.draft));
  return { endpoints: endpointsOf(result.draft), clashes: result.clashes.map(({ type }) => type) };
};

describe('endpoints that are edited', () => {
  it('are changed when they differ, in whichever order their members stand', () => {
    expect(isChanged(begun)).toBe(false);
    const { forward, ...rest } = a;
    const turned = {
      ...begun,
      rows: begun.rows.map((row) => (row.key === '/a' ? { ...row, endpoint: { forward, ...rest } } : row)),
    };
    expect(isChanged(turned)).toBe(false);
    expect(isChanged(changed(begun, '/a', { kind: 'status' }))).toBe(true);
    expect(isChanged(withNew(begun, endpoint('/c')))).toBe(true);
    expect(isChanged(without(begun, '/b'))).toBe(true);
  });

  it('have rows of their own, however many are new', () => {
    const draft = withNew(withNew(begun, endpoint('/c')), endpoint('/d'));
    expect(new Set(draft.rows.map(({ key }) => key)).size).toBe(4);
  });
});

describe('endpoints that were changed elsewhere meanwhile', () => {
  it('keep what was added, changed and removed there and not touched here', () => {
    const mine = changed(begun, '/a', answering(500));
    const hooks = endpoint('/hooks');
    expect(saved(mine, [a, b, hooks])).toEqual({ endpoints: [{ ...a, ...answering(500) }, b, hooks], clashes: [] });
    const theirs = { ...b, ...answering(404) };
    expect(saved(mine, [a, theirs])).toEqual({ endpoints: [{ ...a, ...answering(500) }, theirs], clashes: [] });
    expect(saved(mine, [a])).toEqual({ endpoints: [{ ...a, ...answering(500) }], clashes: [] });
  });

  it('get what was added, renamed and removed here', () => {
    const mine = without(changed(withNew(begun, endpoint('/new')), '/a', { path: '/renamed' }), '/b');
    const hooks = endpoint('/hooks');
    expect(saved(mine, [a, b, hooks])).toEqual({
      endpoints: [endpoint('/renamed'), endpoint('/new'), hooks],
      clashes: [],
    });
  });

  it('take different parts of one endpoint from both', () => {
    const mine = changed(begun, '/a', answering(500));
    const theirs = { ...a, target: 'http://localhost:8080' };
    expect(saved(mine, [theirs, b])).toEqual({ endpoints: [{ ...theirs, ...answering(500) }, b], clashes: [] });
  });

  it('agree when both did the same', () => {
    const both = { ...a, ...answering(500) };
    expect(saved(changed(begun, '/a', answering(500)), [both, b])).toEqual({ endpoints: [both, b], clashes: [] });
    expect(saved(without(begun, '/b'), [a])).toEqual({ endpoints: [a], clashes: [] });
    expect(saved(withNew(begun, endpoint('/c')), [a, b, endpoint('/c')])).toEqual({
      endpoints: [a, b, endpoint('/c')],
      clashes: [],
    });
  });

  const there = { ...a, ...answering(404) };
  const here = { ...a, ...answering(500) };
  const hooks = endpoint('/hooks', { kind: 'status' });
  it.each([
    ['changed-twice', changed(begun, '/a', answering(500)), [there, b], { mine: [here, b], theirs: [there, b] }],
    ['removed-elsewhere', changed(begun, '/a', answering(500)), [b], { mine: [here, b], theirs: [b] }],
    ['removed-here', without(begun, '/a'), [there, b], { mine: [b], theirs: [b, there] }],
    [
      'added-twice',
      withNew(begun, endpoint('/hooks')),
      [a, b, hooks],
      { mine: [a, b, endpoint('/hooks')], theirs: [a, b, hooks] },
    ],
    [
      'added-twice',
      changed(begun, '/a', { path: '/hooks' }),
      [a, b, hooks],
      { mine: [endpoint('/hooks'), b], theirs: [a, b, hooks] },
    ],
  ] as const)('are told to clash (%s), and follow the side that is chosen', (type, draft, now, { mine, theirs }) => {
    expect(saved(draft, now, 'mine')).toEqual({ endpoints: mine, clashes: [type] });
    expect(saved(draft, now, 'theirs')).toEqual({ endpoints: theirs, clashes: [type] });
  });
});
