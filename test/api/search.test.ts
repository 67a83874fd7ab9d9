import { expect, test } from 'vitest';
import type { Count, ErrorBody, Facets, Histogram, ValueCount } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';
import { untilExact } from '../helpers/store.ts';

test('numbers about posts: count, facets, histogram and values, of everything and of a query', async () => {
  await using world = await startApp();
  const began = Date.now();
  for (let i = 0; i < 3; i++)
    await world.post('/callback', `phone=1312555014${i}&code=12345&message=m${i}&keyword=JOIN`);
  await world.post('/status', 'code=12345&sendTo=13125550142&status=sent&ticket=t7&custom_ticket=c7');
  await world.post('/elsewhere', 'x=1');
  const ask = async <T>(path: string) => (await world.api<T>('GET', path)).body;
  const exactly = <T extends { exact: boolean }>(path: string) => untilExact(() => ask<T>(path));

  expect(await ask<Count>('/posts/count')).toEqual({ count: 5, exact: true });
  expect(await exactly<Count>('/posts/count?query=kind:callback')).toEqual({ count: 3, exact: true });
  const all = await ask<Facets>('/posts/facets');
  expect([all.counted, all.exact]).toEqual([5, true]);
  const values = (facets: Facets, name: string) => facets.facets.find((one) => one.name === name)?.values;
  expect(values(all, 'kind')).toEqual([
    { value: 'callback', count: 3 },
    { value: 'other', count: 1 },
    { value: 'status', count: 1 },
  ]);
  expect(values(all, 'response')).toEqual([{ value: '200', count: 5 }]);
  const some = await exactly<Facets>('/posts/facets?query=keyword:join');
  expect([some.counted, values(some, 'kind'), values(some, 'status')]).toEqual([
    3,
    [{ value: 'callback', count: 3 }],
    [],
  ]);

  for (const query of ['', 'kind:callback']) {
    const histogram = await exactly<Histogram>(`/posts/histogram?buckets=10&query=${query}`);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(query === '' ? 5 : 3);
    expect(histogram.counts.length).toBeLessThanOrEqual(10);
    expect(histogram.from + histogram.counts.length * histogram.bucketMs).toBeGreaterThan(began);
  }
  const before = await exactly<Histogram>(`/posts/histogram?from=0&to=${began - 120_000}`);
  expect(new Set(before.counts)).toEqual(new Set([0]));

  const list = (filter: string, prefix: string) => ask<ValueCount[]>(`/posts/values?filter=${filter}&prefix=${prefix}`);
  expect(await list('keyword', 'jo')).toEqual([{ value: 'JOIN', count: 3 }]);
  expect(await list('ticket', '')).toEqual([
    { value: 'c7', count: 1 },
    { value: 't7', count: 1 },
  ]);
  expect((await list('phone', '1312'))[0]).toEqual({ value: '13125550142', count: 2 });
  expect(await list('phone', '800')).toEqual([]);
  for (const path of ['/posts/count', '/posts/facets', '/posts/histogram'])
    expect((await world.api<ErrorBody>('GET', `${path}?query=kind:`)).body.code).toBe('BAD_QUERY');
  expect((await world.api('GET', '/posts/values?filter=colour')).status).toBe(400);
});
