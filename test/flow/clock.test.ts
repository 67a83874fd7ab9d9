import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Histogram, Post, PostSummary } from '../../contract/index.ts';
import { type Cli, startCli } from '../helpers/cli.ts';
import { startLoad } from '../helpers/load.ts';
import { tempFolder, until, untilExact } from '../helpers/store.ts';
import { expectSearchComplete, expectStoredOnce } from '../helpers/stored.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** What the clock is off by, in the order of the posts. */
const offsets = [0, -hour, -10 * day, 400 * day, -20 * 365 * day, 30_000, 0];

/** The environment of a Tapline whose clock can be set. */
function clockOf(folder: string) {
  const file = join(folder, 'clock');
  const set = (offsetMs: number) => {
    // Never half written for who reads it meanwhile.
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  };
  set(0);
  const preload = new URL('../helpers/clock.ts', import.meta.url).href;
  return { set, env: { TAPLINE_TEST_CLOCK: file, NODE_OPTIONS: `--import ${preload}` } };
}

type Page = { posts: PostSummary[]; next: string | null };

async function allPosts(app: Cli, query = '', limit = 3): Promise<PostSummary[]> {
  const posts: PostSummary[] = [];
  for (let before = ''; ; ) {
    const page = await app.call<Page>('GET', `/posts?limit=${limit}&query=${encodeURIComponent(query)}${before}`);
    posts.push(...page.posts);
    if (page.next === null) return posts;
    before = `&before=${page.next}`;
  }
}

async function send(app: Cli, ticket: string, message: string): Promise<number> {
  const body = new URLSearchParams({ sendTo: '13125550142', status: 'sent', ticket, message });
  return (await fetch(`${app.receiver}/status`, { method: 'POST', body })).status;
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

test('a clock that is set back and forth changes no order, loses no post, and hides none', async () => {
  using folder = tempFolder();
  using clockFolder = tempFolder();
  const clock = clockOf(clockFolder.path);
  const sentAt: number[] = [];
  async function check(app: Cli): Promise<void> {
    const posts = await allPosts(app);
    expect(posts.map(({ id }) => id)).toEqual(offsets.map((_, i) => offsets.length - i));
    for (const { id, receivedAt } of posts) {
      expect(Math.abs(Date.parse(receivedAt) - (sentAt[id - 1] as number))).toBeLessThan(10_000);
    }
    const timeline = await app.call<PostSummary[]>('GET', '/posts/3/timeline');
    expect(timeline.map(({ id }) => id)).toEqual(offsets.map((_, i) => i + 1));
    // Every post is found by its own time, and no other one is found with it.
    for (const [i, at] of sentAt.entries()) {
      const query = `after:${dayOf(at)} before:${dayOf(at + day)}`;
      const wanted = sentAt.flatMap((other, j) => (dayOf(other) === dayOf(at) ? [j + 1] : [])).reverse();
      expect(
        (await allPosts(app, query)).map(({ id }) => id),
        `post ${i + 1}: ${query}`,
      ).toEqual(wanted);
    }
    const [from, to] = [Math.min(...sentAt) - hour, Math.max(...sentAt) + hour];
    const { counts } = await untilExact(() =>
      app.call<Histogram>('GET', `/posts/histogram?from=${from}&to=${to}&buckets=100`),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(offsets.length);
  }
  {
    await using app = await startCli([], { dataFolder: folder.path, env: clock.env });
    for (const [i, offset] of offsets.entries()) {
      clock.set(offset);
      sentAt.push(Date.now() + offset);
      // The first and the second are the same post.
      expect(await send(app, 'ticket-1', `message ${Math.max(1, i)}`)).toBe(200);
    }
    await until('all are told', () => app.events.filter(({ event }) => event === 'post').length === offsets.length);
    expect(app.events.flatMap(({ event, id }) => (event === 'post' ? [id] : []))).toEqual(offsets.map((_, i) => i + 1));
    await check(app);
    const { findings } = await app.call<Post>('GET', '/posts/2');
    const again = findings.find(({ code }) => code === 'duplicate-post');
    expect(again).toMatchObject({
      postId: 1,
      sentence: expect.stringMatching(/^The same bytes came earlier as post 1\./),
    });
    // Back before all of it, at the next start too.
    clock.set(-30 * day);
    expect(await app.end('SIGTERM')).toBe(0);
  }
  await using app = await startCli([], { dataFolder: folder.path, env: clock.env });
  await check(app);
});

test('while the clock jumps under load, nothing answered is lost and the counts over time stay whole', async () => {
  using folder = tempFolder();
  using clockFolder = tempFolder();
  const clock = clockOf(clockFolder.path);
  await using app = await startCli([], { dataFolder: folder.path, env: clock.env });
  await using load = startLoad({ port: Number(new URL(app.receiver).port), name: 'post', senders: 8 });
  for (let jump = 0; jump < 12; jump++) {
    clock.set(((jump * 7) % 12) * -hour);
    const before = load.answered.length;
    await until('posts are answered', () => load.answered.length > before + 40);
  }
  await load.stop();
  expect(load.refused).toEqual([]);
  const now = Date.now();
  await until('the counts over time are whole', async () => {
    const asked = `from=${now - 13 * hour}&to=${now + hour}&buckets=100`;
    const { counts } = await app.call<Histogram>('GET', `/posts/histogram?${asked}`);
    return counts.reduce((sum, count) => sum + count, 0) === load.answered.length;
  });
  expect(await app.end('SIGTERM')).toBe(0);
  expectStoredOnce(folder.file, load.answered);
  await expectSearchComplete(folder, load.answered);
});
