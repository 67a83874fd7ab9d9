import { expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { type Engine, form, openEngine, tempFolder, testStore, until } from '../helpers/store.ts';

/** Posts that are numbered by their words, every seventh with one more. */
function flood(engine: Engine) {
  let n = 0;
  return (count: number): void => {
    engine.add(
      ...Array.from({ length: count }, () => {
        n++;
        return form('/callback', { message: `n${n} ${n % 7 === 0 ? 'seventh' : 'plain'}`, phone: `1312555${n % 9}` });
      }),
    );
  };
}

const sevenths = (upTo: number) => Array.from({ length: Math.floor(upTo / 7) }, (_, i) => 7 * (i + 1)).reverse();

test('posts that wait for the index are taken in between the calls, whatever gaps a flood leaves', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const add = flood(engine);
  const { keepUp } = engine.reader;
  expect(keepUp()).toBe(false);
  add(300);
  expect(engine.find('n300')).toEqual([300]);
  add(300);
  expect(keepUp()).toBe(true);
  add(400);
  expect(engine.find('seventh')).toEqual(sevenths(1000));
  add(600);
  keepUp();
  add(400);
  keepUp();
  expect(engine.find('seventh', 90)).toEqual(sevenths(2000));
  engine.index(3);
  add(400);
  engine.remove([7, 777, 2394]);
  let steps = 0;
  while (keepUp() && steps < 100) steps++;
  expect(steps).toBeLessThan(100);
  const left = sevenths(2400).filter((id) => ![7, 777, 2394].includes(id));
  expect(engine.find('seventh')).toEqual(left);
  expect(engine.reader.count('seventh')).toEqual({ count: left.length, exact: true });
  engine.index();
  expect(keepUp()).toBe(false);
  expect(engine.find('seventh')).toEqual(left);
});

test('posts that were removed before they were indexed leave nothing to do', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const add = flood(engine);
  const { indexer } = engine.writer;
  add(3);
  engine.index();
  expect(indexer.watermark).toBe(3);
  add(4);
  engine.remove([5, 6, 7]);
  engine.index();
  expect([indexer.watermark, indexer.counted]).toEqual([7, 7]);
  expect(engine.find('plain')).toEqual([4, 3, 2, 1]);
  add(1);
  engine.remove([8]);
  engine.index();
  expect([indexer.watermark, indexer.counted]).toEqual([8, 8]);
  add(2);
  engine.index();
  expect(engine.find('plain')).toEqual([10, 9, 4, 3, 2, 1]);
  expect(engine.reader.count('kind:callback')).toEqual({ count: 6, exact: true });
});

test('the reading thread keeps up while somebody looks, and finds what came', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const ids = await Promise.all(
    Array.from({ length: 3000 }, (_, i) => store.append(form('/callback', { message: `word${i}` }))),
  );
  for (const i of [2999, 1, 1500]) {
    expect((await store.list({ query: `word${i}`, limit: 5 })).posts.map(({ id }) => id)).toEqual([ids[i]]);
  }
  await until('all are counted', async () => {
    const { counted, exact } = await store.facets('');
    return exact && counted === 3000;
  });
  expect(await store.count('')).toEqual({ count: 3000, exact: true });
});

test('a beginning that very many keys have is looked for in the rows first, and in the index after them', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const many = limits.store.completedValues + 100;
  const status = (n: number, ticket: string) =>
    form('/status', { sendTo: '13125550142', status: n % 500 === 0 ? 'failed' : 'sent', ticket });
  engine.add(...Array.from({ length: many }, (_, i) => status(i, `old-${i}`)));
  engine.index();
  const all = Array.from({ length: many }, (_, i) => many - i);
  expect(engine.find('ticket:old-*')).toEqual(all);
  expect(engine.find('ticket:old-* status:failed')).toEqual(all.filter((id) => (id - 1) % 500 === 0));
  expect(engine.find('ticket:old-* -status:sent phone:312')).toEqual(all.filter((id) => (id - 1) % 500 === 0));

  // Now they lie below more rows than are looked at.
  engine.add(...Array.from({ length: limits.store.visitedPosts + 50 }, (_, i) => status(1, `new-${i % 5}`)));
  engine.index();
  expect(engine.find('ticket:old-*', 700)).toEqual(all);
  expect(engine.find('ticket:old-* status:failed').length).toBe(Math.ceil(many / 500));
  expect(engine.reader.count('ticket:old-*')).toEqual({ count: many, exact: true });
  expect(engine.reader.facets('ticket:old-* status:failed')).toMatchObject({
    counted: Math.ceil(many / 500),
    exact: true,
  });
  expect(engine.reader.values({ filter: 'ticket', prefix: 'old-', limit: 1 })).toEqual([{ value: 'old-0', count: 1 }]);
});
