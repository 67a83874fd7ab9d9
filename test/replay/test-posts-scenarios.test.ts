import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../contract/index.ts';
import { scenarioSchema } from '../../contract/index.ts';
import { freePort } from '../helpers/free-port.ts';
import { answers, startTarget } from '../helpers/target.ts';
import { gate } from '../receiver/world.ts';
import { headerIn, startTestPosts, valueIn } from './test-posts-world.ts';

const scenario = (input: { test?: object; scenario: object }) => scenarioSchema.parse({ test: {}, ...input });

describe('a burst', () => {
  it('sends posts with tickets of their own', async () => {
    await using world = await startTestPosts();
    const burst = scenario({ test: { kind: 'status' }, scenario: { type: 'burst', count: 300, rate: 10_000 } });
    expect(await world.testPosts.run(burst)).toEqual({ sent: 300, failed: 0, reason: null });
    expect(new Set(world.posts.map((post) => valueIn(post, 'ticket'))).size).toBe(300);
    expect(new Set(world.posts.map((post) => valueIn(post, 'custom_ticket'))).size).toBe(300);
    expect(world.posts.every((post) => post.via === 'test')).toBe(true);
  });

  it('begins tickets with the user’s own value, and leaves out what is to be left out', async () => {
    await using world = await startTestPosts();
    const test = { kind: 'status', fields: { ticket: 'mine', custom_ticket: null } };
    await world.testPosts.run(scenario({ test, scenario: { type: 'burst', count: 2, rate: 1000 } }));
    expect(world.posts.map((post) => valueIn(post, 'ticket')).sort()).toEqual(['mine-1', 'mine-2']);
    expect(world.posts.map((post) => valueIn(post, 'custom_ticket'))).toEqual([undefined, undefined]);
  });

  it('keeps its rate: a post that is due much later is not sent', async () => {
    await using world = await startTestPosts();
    const stop = new AbortController();
    const run = world.testPosts.run(scenario({ scenario: { type: 'burst', count: 3, rate: 0.01 } }), {
      signal: stop.signal,
    });
    await expect.poll(() => world.posts.length).toBe(1);
    stop.abort();
    expect(await run).toEqual({ sent: 1, failed: 0, reason: 'It was cancelled after 1 of 3 posts.' });
    expect(world.posts).toHaveLength(1);
  });

  it('does not wait for one post to send the next', async () => {
    const { opened, open } = gate();
    await using world = await startTestPosts({ stored: () => opened });
    const run = world.testPosts.run(scenario({ scenario: { type: 'burst', count: 20, rate: 1000 } }));
    await expect.poll(() => world.posts.length).toBe(20);
    open();
    expect(await run).toEqual({ sent: 20, failed: 0, reason: null });
  });
});

describe('duplicates', () => {
  it('are the same bytes, header lines included', async () => {
    await using world = await startTestPosts();
    const run = scenario({ test: { encoding: 'multipart' }, scenario: { type: 'duplicates', count: 4, gapMs: 5 } });
    expect(await world.testPosts.run(run)).toEqual({ sent: 4, failed: 0, reason: null });
    const bytes = (i: number) => [world.posts[i]?.target, world.posts[i]?.rawHeaders, world.posts[i]?.body];
    for (const i of [1, 2, 3]) expect(bytes(i)).toEqual(bytes(0));
    expect(world.posts.every((post) => post.via === 'test')).toBe(true);
  });

  it('may overlap', async () => {
    const { opened, open } = gate();
    await using world = await startTestPosts({ stored: () => opened });
    const run = world.testPosts.run(scenario({ scenario: { type: 'duplicates', count: 5, gapMs: 0 } }));
    await expect.poll(() => world.posts.length).toBe(5);
    open();
    expect(await run).toEqual({ sent: 5, failed: 0, reason: null });
  });
});

describe('statuses', () => {
  const values = ['queued', 'sent', 'delivered', 'queued'];

  it('arrive in order, of one ticket, through receiver and tunnel', async () => {
    await using world = await startTestPosts();
    for (const via of ['receiver', 'tunnel']) {
      const run = scenario({ test: { via }, scenario: { type: 'statuses', values, gapMs: 0 } });
      expect(await world.testPosts.run(run)).toEqual({ sent: 4, failed: 0, reason: null });
    }
    expect(world.posts.map((post) => valueIn(post, 'status'))).toEqual([...values, ...values]);
    expect(world.posts.every((post) => post.target === '/status')).toBe(true);
    const tickets = world.posts.map((post) => valueIn(post, 'ticket'));
    expect(new Set(tickets.slice(0, 4)).size).toBe(1);
    expect(tickets[4]).not.toBe(tickets[0]);
    expect(headerIn(world.posts[4], 'host')).toBe('calm-fox.example');
  });

  it('keep the user’s ticket; shuffled they arrive out of order', async () => {
    await using world = await startTestPosts();
    const test = { fields: { ticket: 't#1' } };
    await world.testPosts.run(scenario({ test, scenario: { type: 'statuses', values, gapMs: 0, shuffled: true } }));
    const arrived = world.posts.map((post) => valueIn(post, 'status'));
    expect(arrived).not.toEqual(values);
    expect([...arrived].sort()).toEqual([...values].sort());
    expect(world.posts.map((post) => valueIn(post, 'ticket'))).toEqual(['t#1', 't#1', 't#1', 't#1']);
  });

  it('that are all the same can be shuffled, too', async () => {
    await using world = await startTestPosts();
    const run = scenario({ scenario: { type: 'statuses', values: ['a', 'a'], gapMs: 0, shuffled: true } });
    expect(await world.testPosts.run(run)).toMatchObject({ sent: 2 });
  });
});

describe('a late post', () => {
  it('is sent after its wait', async () => {
    await using world = await startTestPosts();
    const run = await world.testPosts.run(scenario({ scenario: { type: 'late', afterMs: 20 } }));
    expect(run).toEqual({ sent: 1, failed: 0, reason: null });
  });

  it('is not sent when the app closes before', async () => {
    await using world = await startTestPosts();
    const run = world.testPosts.run(scenario({ scenario: { type: 'late', afterMs: 600_000 } }));
    world.testPosts.close();
    expect(await run).toEqual({ sent: 0, failed: 0, reason: 'It was cancelled after 0 of 1 posts.' });
  });
});

describe('what goes wrong', () => {
  it('is counted, with the first reason; the others are sent', async () => {
    let stored = 0;
    await using world = await startTestPosts({
      stored: () => (++stored % 2 === 0 ? Promise.reject(new Error('disk full')) : Promise.resolve()),
    });
    const run = scenario({ scenario: { type: 'statuses', values: ['1', '2', '3', '4'], gapMs: 0 } });
    const result = await world.testPosts.run(run);
    expect(result).toMatchObject({ sent: 2, failed: 2, reason: expect.stringContaining('503') });
  });

  it('is said before anything is sent when it cannot be sent at all', async () => {
    await using world = await startTestPosts();
    const test = { charset: 'iso-8859-1', fields: { message: '€' } };
    const burst = { type: 'burst', count: 3, rate: 100 };
    await expect(world.testPosts.run(scenario({ test, scenario: burst }))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await expect(world.testPosts.run(scenario({ test: { dialect: 'morse' }, scenario: burst }))).rejects.toMatchObject({
      code: 'DIALECT_UNKNOWN',
    });
    expect(world.posts).toEqual([]);
  });

  it('at a target is a failure only when there is no answer; each delivery is told', async () => {
    await using target = await startTarget(answers.raw('HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n'));
    await using world = await startTestPosts();
    const told: Delivery[] = [];
    const onDelivery = (delivery: Delivery) => void told.push(delivery);
    const burst = { type: 'burst', count: 5, rate: 1000 };
    const there = { via: 'target', target: target.url };
    expect(await world.testPosts.run(scenario({ test: there, scenario: burst }), { onDelivery })).toEqual({
      sent: 5,
      failed: 0,
      reason: null,
    });
    expect(told.map((delivery) => delivery.response?.status)).toEqual([500, 500, 500, 500, 500]);
    const gone = { via: 'target', target: `http://127.0.0.1:${await freePort()}` };
    expect(await world.testPosts.run(scenario({ test: gone, scenario: burst }), { onDelivery })).toMatchObject({
      sent: 0,
      failed: 5,
      reason: expect.stringContaining('Nothing listens'),
    });
    expect(world.deliveries).toEqual(told);
  });
});
