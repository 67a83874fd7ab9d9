import { expect, test } from 'vitest';
import { earlyPage } from '../../renderer/inbox/early-page.ts';

const page = { posts: [], next: null };

test('the first list that asks for the query gets the page, once', async () => {
  const early = earlyPage('kind:status', Promise.resolve(page));
  await early.settled;
  expect(early.take('')).toBeNull();
  expect(early.take('kind:status')).toMatchObject({ page });
  expect(early.take('kind:status')).toBeNull();
});

test('a list that comes before the answer waits for it', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof page>();
  const taken = earlyPage('', promise).take('');
  expect(taken?.page).toBeNull();
  resolve(page);
  await expect(taken?.answer).resolves.toBe(page);
});

test('a failure is told to the list that takes it, and to nobody else', async () => {
  const early = earlyPage('', Promise.reject(new Error('refused')));
  await early.settled;
  const taken = early.take('');
  expect(taken?.page).toBeNull();
  await expect(taken?.answer).rejects.toThrow('refused');
});
