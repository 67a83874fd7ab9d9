import { expect, test } from 'vitest';
import type { FeedEvent } from '../../contract/index.ts';
import { createRemovalNews } from '../../main/feed/removal-news.ts';
import { limits } from '../../main/limits.ts';
import { captured, tempFolder, testStore, until } from '../helpers/store.ts';

test('removed posts are told together, all of them in the end', async () => {
  using folder = tempFolder();
  await using store = await testStore(folder.path);
  await store.append(captured());
  expect(limits.feed.removalsMs).toBe(100);
  const told: FeedEvent[] = [];
  const news = createRemovalNews({ store, feed: { publish: (event) => told.push(event) } });
  news.end();
  news.deleted(0);
  for (let i = 0; i < 20; i++) news.deleted(10);
  expect(told).toEqual([]);
  await until('they are told', () => told.length > 0);
  expect(told).toEqual([{ type: 'posts-deleted', deleted: 200, total: 1, unread: 1 }]);
  news.deleted(5);
  news.end();
  news.end();
  expect(told.slice(1)).toEqual([{ type: 'posts-deleted', deleted: 5, total: 1, unread: 1 }]);
});
