import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PostSummary } from '../../contract/index.ts';
import { type Burst, countArrivals, gatherPosts } from '../../main/desktop/post-bursts.ts';
import { noticeTunnel, type TunnelNotice } from '../../main/desktop/tunnel-notices.ts';
import { limits } from '../../main/limits.ts';

function summary(id: number, kind: PostSummary['kind'] = 'callback'): PostSummary {
  return { id, kind, phone: '1', excerpt: '' } as PostSummary;
}

const patience = { timeout: 5000, interval: 5 };

test('the bounds are those of the app', () => {
  expect(limits.desktop).toEqual({
    burstQuietMs: 1200,
    burstLongestMs: 4000,
    noticeRestMs: 30_000,
    tunnelDownMs: 5000,
  });
});

test('posts that come together are one burst, of the newest and all kinds', async () => {
  const told: Burst[] = [];
  const gather = gatherPosts({ quietMs: 30, longestMs: 10_000, restMs: 0, tell: (burst) => told.push({ ...burst }) });
  gather.add([summary(1), summary(2, 'status')], 2);
  gather.add([summary(3)], 40);
  await expect
    .poll(() => told, patience)
    .toEqual([{ count: 42, kinds: { callback: 2, status: 1, other: 0 }, last: summary(3) }]);
  gather.seen();
});

test('a flood without an end is told all the same, and seldom', async () => {
  const told: number[] = [];
  const gather = gatherPosts({ quietMs: 10_000, longestMs: 40, restMs: 10_000, tell: ({ count }) => told.push(count) });
  const flood = setInterval(() => gather.add([summary(1)], 1), 5);
  await expect.poll(() => told.length, patience).toBe(1);
  const first = told[0] ?? 0;
  gather.add([summary(2)], 1);
  clearInterval(flood);
  expect(first).toBeGreaterThan(0);
  expect(told).toEqual([first]);
  gather.seen();
});

test('posts are counted by those told, and by their numbers where some are left out', () => {
  const arrivals = countArrivals();
  expect(arrivals({ posts: [summary(7), summary(8)], skipped: false })).toBe(2);
  expect(arrivals({ posts: [summary(9)], skipped: false })).toBe(1);
  expect(arrivals({ posts: [summary(50), summary(51)], skipped: true })).toBe(42);
  expect(arrivals({ posts: [], skipped: true })).toBe(0);
  expect(arrivals({ posts: [summary(52)], skipped: false })).toBe(1);
  // The first that is told of: what came before it is not known.
  expect(countArrivals()({ posts: [summary(70)], skipped: true })).toBe(1);
});

test('what the user has seen is told no more, and the next burst counts anew', async () => {
  const told: number[] = [];
  const gather = gatherPosts({ quietMs: 20, longestMs: 100, restMs: 10_000, tell: ({ count }) => told.push(count) });
  gather.add([summary(1)], 1);
  gather.seen();
  gather.add([summary(2), summary(3)], 2);
  await expect.poll(() => told, patience).toEqual([2]);
  gather.add([summary(4)], 1);
  gather.seen();
  gather.add([summary(5)], 1);
  await expect.poll(() => told, patience).toEqual([2, 1]);
});

function tunnelNotices(downMs: number) {
  const told: TunnelNotice[] = [];
  return { told, notices: noticeTunnel({ downMs, tell: (notice) => told.push(notice) }) };
}
const online = { state: 'online', reason: null, urlChange: null } as const;
const down = { state: 'reconnecting', reason: 'The server closed it.', urlChange: null } as const;

test('a tunnel that is down and up again is told once each', async () => {
  const { told, notices } = tunnelNotices(15);
  notices.see(online);
  notices.see(down);
  notices.see({ ...down, state: 'offline', reason: 'No answer.' });
  await expect.poll(() => told, patience).toEqual([{ type: 'down', reason: 'No answer.' }]);
  notices.see(down);
  notices.see(online);
  notices.see(online);
  expect(told.slice(1)).toEqual([{ type: 'up' }]);
});

test('a tunnel that is repaired in time, was never online, or was turned off is no news', async () => {
  const { told, notices } = tunnelNotices(15);
  notices.see({ ...down, state: 'connecting' });
  notices.see(online);
  notices.see(down);
  notices.see(online);
  notices.see(down);
  notices.see({ state: 'off', reason: null, urlChange: null });
  notices.see(down);
  // Longer than a wrong notice would take; a right one is awaited above.
  await wait(60);
  expect(told).toEqual([]);
});

test('a changed public URL is told once, and instead of the return', async () => {
  const { told, notices } = tunnelNotices(5);
  const urlChange = { from: 'https://a.example', to: 'https://b.example', at: '2026-11-01T10:00:00.000Z' };
  notices.see(online);
  notices.see(down);
  await expect.poll(() => told.length, patience).toBe(1);
  notices.see({ ...online, urlChange });
  notices.see({ ...online, urlChange });
  expect(told.slice(1)).toEqual([{ type: 'url-changed', from: 'https://a.example', to: 'https://b.example' }]);
  notices.see({ ...online, urlChange: { ...urlChange, at: '2026-11-01T11:00:00.000Z' } });
  expect(told).toHaveLength(3);
});
