import { expect, test } from 'vitest';
import { createReadTurns, stopFlag } from '../../main/store/read-turns.ts';
import { form, openEngine, tempFolder, testStore } from '../helpers/store.ts';

/** A call that is answered when the test says so. */
function pending() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { promise, resolve };
}

test('calls take turns, and one that is given up while it waits is never made', async () => {
  const inTurn = createReadTurns(2);
  const made: string[] = [];
  const answers = new Map<string, ReturnType<typeof pending>>();
  const ask = (name: string, signal: AbortSignal) =>
    inTurn(() => {
      made.push(name);
      const one = pending();
      answers.set(name, one);
      return one.promise;
    }, signal);
  const stop = new AbortController();
  const { signal } = new AbortController();
  const [a, b, c, d] = [ask('a', stop.signal), ask('b', signal), ask('c', stop.signal), ask('d', signal)];
  expect(made).toEqual(['a', 'b']);

  stop.abort();
  await expect(a).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(c).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(ask('e', stop.signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  answers.get('b')?.resolve('B');
  expect(await b).toBe('B');
  // The one that was under way when it was given up still takes a place until its answer comes.
  expect(made).toEqual(['a', 'b', 'd']);
  const f = ask('f', signal);
  expect(made).toHaveLength(3);
  answers.get('a')?.resolve('A');
  answers.get('d')?.resolve('D');
  expect(await d).toBe('D');
  answers.get('f')?.resolve('F');
  expect([await f, made]).toEqual(['F', ['a', 'b', 'd', 'f']]);
});

test('a call that fails makes room for the next', async () => {
  const inTurn = createReadTurns(1);
  const { signal } = new AbortController();
  const failed = inTurn(() => Promise.reject(new Error('no such table')), signal);
  const after = inTurn(async () => 'fine', signal);
  await expect(failed).rejects.toThrow('no such table');
  expect(await after).toBe('fine');
});

test('searches that were given up leave the later ones right', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  await Promise.all(
    Array.from({ length: 300 }, (_, i) => store.append(form('/callback', { message: `word${i} all` }))),
  );
  const asked = ['w', 'wo', 'wor', 'word', 'word2', 'word29', 'word299'].map((query) => {
    const stop = new AbortController();
    return { query, stop, page: store.list({ query, limit: 5 }, stop.signal), count: store.count(query, stop.signal) };
  });
  const last = asked.pop();
  const settled = Promise.allSettled(asked.flatMap(({ page, count }) => [page, count]));
  for (const { stop } of asked) stop.abort();
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true);
  expect((await last?.page)?.posts.map(({ id }) => id)).toEqual([300]);
  expect(await last?.count).toEqual({ count: 1, exact: true });
});

test('a search that is given up ends between its parts', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  engine.add(
    ...Array.from({ length: 600 }, (_, i) => form('/callback', { message: `${i % 300 === 0 ? 'rare' : 'often'}` })),
  );
  const stop = new AbortController();
  const flag = stopFlag(stop.signal);
  const find = () => engine.reader.list({ query: 'rare', limit: 9, stop: flag }).posts.length;
  expect(find()).toBe(2);
  stop.abort();
  expect(find()).toBe(0);
  expect(engine.find('rare')).toHaveLength(2);
});
