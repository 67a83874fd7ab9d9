import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatView, parseView } from '../../renderer/ui/view.ts';

it('keeps a search in the address, with or without an open post', () => {
  expect(formatView({ screen: 'inbox', postId: null, query: 'kind:status "a b"' })).toBe(
    '#/inbox?q=kind%3Astatus%20%22a%20b%22',
  );
  expect(parseView('#/inbox/42?q=a+b%2Bc')).toEqual({ screen: 'inbox', postId: 42, query: 'a b+c' });
  expect(parseView('#/inbox?q=')).toEqual({ screen: 'inbox', postId: null });
  expect(parseView('#/tunnel?q=a')).toEqual({ screen: 'tunnel', postId: null });
});

it('reads every search as it was written', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 60 }), fc.option(fc.nat({ max: 2 ** 49 })), (query, postId) => {
      const view = { screen: 'inbox', postId, query } as const;
      expect(parseView(formatView(view))).toEqual(view);
    }),
  );
});
