import { expect, test } from 'vitest';
import type { Conversation } from '../../contract/index.ts';
import { startApp } from '../helpers/app.ts';

interface Page {
  conversations: Conversation[];
  next: string | null;
}

test('conversations are the posts of a number with a code, at once, page by page, and by their beginning', async () => {
  await using world = await startApp();
  await world.post('/callback', 'phone=13125550142&code=12345&message=hello&keyword=JOIN');
  await world.post('/status', 'code=12345&sendTo=3125550142&status=sent&ticket=7');
  await world.post('/callback', 'phone=13125550142&code=54321&message=other&keyword=JOIN');
  await world.post('/callback', 'message=nobody&keyword=JOIN&phone=');
  await world.post('/callback', 'phone=18475550163&message=no+code&keyword=JOIN');
  const ask = async (query = '') => (await world.api<Page>('GET', `/conversations?${query}`)).body;
  const { conversations, next } = await ask();
  expect(next).toBeNull();
  expect(conversations.map(({ phone, code, posts, last }) => [phone, code, posts, last.id])).toEqual([
    ['18475550163', null, 1, 5],
    ['13125550142', '54321', 1, 3],
    ['3125550142', '12345', 2, 2],
  ]);
  const [, , first] = conversations;
  expect(first?.lastAt).toBe(first?.last.receivedAt);
  expect(Date.parse(first?.firstAt ?? '')).toBeLessThanOrEqual(Date.parse(first?.lastAt ?? ''));

  const page = await ask('limit=2');
  expect(page.conversations).toEqual(conversations.slice(0, 2));
  expect(await ask(`limit=2&before=${page.next}`)).toEqual({ conversations: conversations.slice(2), next: null });
  expect((await ask('prefix=1312')).conversations).toEqual(conversations.slice(1));
  expect((await ask('prefix=543')).conversations).toEqual([conversations[1]]);
  expect((await ask('prefix=x')).conversations).toEqual([]);
  expect((await world.api('GET', '/conversations?before=soon')).status).toBe(400);

  await world.api('DELETE', '/posts?ids=2');
  expect((await ask('prefix=312')).conversations).toMatchObject([{ posts: 1 }, { phone: '13125550142', posts: 1 }]);
  await world.api('DELETE', '/posts?query=');
  expect(await ask()).toEqual({ conversations: [], next: null });
});
