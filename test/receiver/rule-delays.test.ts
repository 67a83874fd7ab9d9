import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { limits } from '../../main/limits.ts';
import { createWaiting } from '../../main/receiver/waiting.ts';
import { endpointWith, foreverMs } from './rules.ts';
import { post, startWorld } from './world.ts';

const late = endpointWith({ delayMs: foreverMs, body: 'late' });
const plain = endpointWith({ body: 'plain' }, { path: '/plain' });

describe('an answer that waits', () => {
  test('comes when its time is over, after the post is stored', async () => {
    await using world = await startWorld({ endpoints: () => [endpointWith({ delayMs: 30, body: '{{a}}' })] });
    const answer = await world.ask(post('/rule', 'a=1', 'Content-Type: application/x-www-form-urlencoded'));
    expect([answer.status, answer.body.toString()]).toEqual([200, '1']);
    expect(world.posts).toHaveLength(1);
  });

  test('holds nobody else up', async () => {
    await using world = await startWorld({ endpoints: () => [late, plain] });
    using waiting = await world.connect();
    await waiting.send(post('/rule'));
    await expect.poll(() => world.posts.length).toBe(1);
    expect((await world.ask(post('/plain'))).body.toString()).toBe('plain');
    expect(waiting.received).toBe('');
  });

  test('keeps its place among pipelined ones; closing gives all of them at once, in order', async () => {
    const later = endpointWith({ delayMs: foreverMs, body: 'later' }, { path: '/later' });
    await using world = await startWorld({ endpoints: () => [late, later, plain] });
    using client = await world.connect();
    using other = await world.connect();
    await client.send(post('/rule') + post('/plain') + post('/later'));
    await other.send(post('/later'));
    await expect.poll(() => world.posts.length).toBe(4);
    for (let i = 0; i < 20; i++) await turn();
    expect([client.received, other.received]).toEqual(['', '']);
    await world.receiver.close();
    const bodies = (await client.answers(3)).map((answer) => answer.body.toString());
    expect(bodies).toEqual(['late', 'plain', 'later']);
    expect((await other.answer()).body.toString()).toBe('later');
    expect(world.posts.map((one) => one.responseStatus)).toEqual([200, 200, 200, 200]);
  });

  test('a sender that leaves meanwhile does no harm', async () => {
    await using world = await startWorld({ endpoints: () => [late, plain] });
    using client = await world.connect();
    await client.send(post('/rule'));
    await expect.poll(() => world.posts.length).toBe(1);
    client.reset();
    expect((await world.ask(post('/plain'))).status).toBe(200);
    expect(world.incidents).toEqual([]);
  });
});

describe('waiting', () => {
  test(`at most ${limits.receiver.heldConnections} connections wait without an answer; of more, the oldest goes`, () => {
    const gone: number[] = [];
    const waiting = createWaiting(limits.receiver.heldConnections);
    for (let i = 0; i <= limits.receiver.heldConnections; i++) waiting.start(foreverMs, () => gone.push(i));
    expect(gone).toEqual([0]);
    waiting.end();
    expect(gone).toHaveLength(limits.receiver.heldConnections + 1);
    expect(limits.receiver.heldConnections).toBeLessThan(limits.receiver.connections);
  });

  test('ends in the order in which it began, and never twice', () => {
    const ended: string[] = [];
    const waiting = createWaiting();
    waiting.start(foreverMs, () => ended.push('first'));
    const cancel = waiting.start(1000, () => ended.push('cancelled'));
    waiting.start(foreverMs - 1, () => ended.push('second'));
    cancel();
    waiting.end();
    waiting.end();
    waiting.start(foreverMs, () => ended.push('too late to wait'));
    expect(ended).toEqual(['first', 'second', 'too late to wait']);
  });
});
