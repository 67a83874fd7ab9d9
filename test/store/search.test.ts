import { describe, expect, test } from 'vitest';
import { captured, form, openEngine, tempFolder, testStore } from '../helpers/store.ts';

describe('what a query finds', () => {
  const posts = [
    form('/callback', { phone: '13125550142', message: 'Join the café “crème”', custom_ticket: 'order 7' }),
    form('/status', { sendTo: '3125550142', status: 'sent', ticket: '99182', custom_ticket: 'c-1' }),
    form('/status', { sendTo: '+1 (801) 555-0199', status: 'Sent', ticket: '99182', custom_ticket: 'c-2' }),
    form('/callback', { phone: '445550100', message: 'fts: OR NEAR(a b) "quoted" ^zz {yy} a*' }),
    form('/callback', { phone: '445550101', message: `${'a'.repeat(5000)} tail` }),
    form('/callback', { phone: '445550102', message: '🎉🎉' }),
    captured({ target: '/elsewhere?x=1', rawHeaders: ['X-Trace', 'abc-123'], body: Buffer.from([0xff, 0xfe, 0]) }),
  ];
  const cases: [string, number[]][] = [
    ['phone:3125550142', [2, 1]],
    ['phone:13125550142', [2, 1]],
    ['phone:+1-312-555-0142', [2, 1]],
    ['phone:801555*', [3]],
    ['phone:44555', [6, 5, 4]],
    ['-phone:44555 kind:callback', [1]],
    ['ticket:99182', [3, 2]],
    ['ticket:c-1', [2]],
    ['ticket:"order 7"', [1]],
    ['ticket:C-*', [3, 2]],
    ['status:SENT', [3, 2]],
    ['cafe creme', [1]],
    ['"the CAFÉ"', [1]],
    ['"cafe the"', []],
    ['OR', [4]],
    ['NEAR(a', [4]],
    ['"a b"', [4]],
    ['"\'quoted\'"', [4]],
    ['fts', [4]],
    ['"fts: OR"', [4]],
    ['^zz', [4]],
    ['{yy}', [4]],
    ['a"*"', [4]],
    ['tai*', [5]],
    ['aaaaaaaa*', [5]],
    [`${'a'.repeat(5000)}`, [5]],
    ['🎉', [6]],
    ['-🎉 phone:44555', [5, 4]],
    ['x-trace abc-123', [7]],
    ['"abc 123"', [7]],
    ['path:', []],
    ['is:unread -kind:callback', [7, 3, 2]],
    ['-kind:callback -kind:status', [7]],
    ['-join -sent -fts -tail', [7, 6]],
  ];
  test.each(['indexed', 'not indexed'])('while the posts are %s', (state) => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    engine.add(...posts);
    if (state === 'indexed') engine.index();
    for (const [query, ids] of cases) {
      if (query === 'path:') expect(() => engine.find(query)).toThrow(/no filter "path:".*\(at character 1\)/);
      else expect(engine.find(query), query).toEqual(ids);
    }
  });
});

test('a query as long as the contract lets it be is answered', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  engine.add(form('/callback', { message: 'w0 w1 w2' }), form('/callback', { message: 'other' }));
  engine.index();
  engine.add(form('/callback', { message: 'other w1' }));
  expect(engine.find(Array.from({ length: 100 }, (_, i) => `-v${i}`).join(' '))).toEqual([3, 2, 1]);
  expect(engine.find(Array.from({ length: 100 }, () => 'w1').join(' '))).toEqual([3, 1]);
  expect(engine.find(`"${'w1 '.repeat(660)}"`)).toEqual([]);
  expect(engine.find(`-"${'('.repeat(1990)}"`)).toEqual([3, 2, 1]);
});

test('a search that fails leaves nothing behind in the next one', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  engine.add(form('/callback', { message: 'one' }));
  expect(() => engine.reader.list({ query: 'one', limit: 5, before: 'x' })).toThrow(/"before" takes/);
  expect(() => engine.reader.list({ query: 'one', limit: Number.NaN })).toThrow();
  expect(engine.find('one')).toEqual([1]);
});

test('bounds of time hold to the millisecond, whatever order the posts came in', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const start = Date.UTC(2026, 10, 1, 12);
  const at = [0, 60_000, 59_999, 3_600_000, -1, 61_000];
  const ids = engine.add(...at.map((ms) => captured({ receivedAt: start + ms })));
  engine.index();
  engine.add(captured({ receivedAt: start + 1 }));
  const time = (ms: number) => new Date(start + ms).toISOString();
  const found = (from: number, to: number) => engine.find(`after:${time(from)} before:${time(to)}`);
  expect(found(0, 60_000)).toEqual([7, 3, 1]);
  expect(found(0, 60_001)).toEqual([7, 3, 2, 1]);
  expect(found(-1, 0)).toEqual([5]);
  expect(found(60_000, 0)).toEqual([]);
  expect(engine.find(`-after:${time(0)}`)).toEqual([5]);
  expect(engine.find(`-before:${time(60_000)}`)).toEqual([6, 4, 2]);
  expect(engine.find(`after:${time(3_600_001)}`)).toEqual([]);
  expect(ids).toHaveLength(6);
});

test('pages visit each post once while posts come and go', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  const add = (n: number) =>
    Promise.all(Array.from({ length: n }, (_, i) => store.append(form('/callback', { message: 'paged', n: `${i}` }))));
  const first = await add(700);
  const deleted = [3, 350, 351, 699];
  const seen: number[] = [];
  let before: string | undefined;
  do {
    const page = await store.list({ query: 'paged -ticket:x', limit: 90, before });
    seen.push(...page.posts.map((post) => post.id));
    before = page.next ?? undefined;
    await add(40);
    const next = deleted.pop();
    if (next !== undefined) await store.delete(`id:${next}`);
  } while (before !== undefined);
  const stays = (id: number) => ![3, 350, 351, 699].includes(id) || seen.includes(id);
  expect(seen).toEqual(first.toReversed().filter(stays));
  expect(new Set(seen).size).toBe(seen.length);
});

test('a timeline is the posts of either ticket, oldest first', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const status = (ticket: string, custom: string) =>
    form('/status', { sendTo: '13125550142', status: 'sent', ticket, custom_ticket: custom });
  engine.add(status('1', 'a'), status('2', 'a'), status('1', 'b'), status('3', 'c'));
  engine.index();
  engine.add(form('/callback', { phone: '1', custom_ticket: 'A' }), form('/callback', { message: 'alone' }));
  const timeline = (id: number) => engine.reader.timeline(id).map((post) => post.id);
  expect(timeline(1)).toEqual([1, 2, 3, 5]);
  expect(timeline(4)).toEqual([4]);
  expect(timeline(5)).toEqual([1, 2, 5]);
  expect(timeline(6)).toEqual([6]);
  expect(() => timeline(99)).toThrow(/no post 99/);
});
