import { describe, expect, test } from 'vitest';
import { noForward } from '../../contract/index.ts';
import type { AnswerRequest } from '../../main/receiver/types.ts';
import { endpointWith } from './rules.ts';
import { gate, post, startWorld } from './world.ts';

const forward = { ...noForward, mode: 'pass-through' as const };
const passing = endpointWith({ status: 202, body: 'own' }, { forward });

describe('an answer from elsewhere', () => {
  test('is asked for when the post is stored, and given as it is', async () => {
    const asked: AnswerRequest[] = [];
    const { opened, open } = gate();
    await using world = await startWorld({
      endpoints: () => [passing],
      append: async () => 7,
      async answerFor(request) {
        asked.push(request);
        await opened;
        return { status: 418, headers: [['X-App', 'yes']], body: Buffer.from([0, 255]) };
      },
    });
    using client = await world.connect();
    await client.send(post('/rule', 'a=1'));
    await expect.poll(() => asked.length).toBe(1);
    expect(client.received).toBe('');
    open();
    const answer = await client.answer();
    expect([answer.status, answer.header('x-app'), [...answer.body]]).toEqual([418, 'yes', [0, 255]]);
    expect(asked[0]).toMatchObject({ id: 7, endpoint: passing });
    expect(asked[0]?.post.body.toString()).toBe('a=1');
    expect(world.posts).toMatchObject([{ responseStatus: null }]);
  });

  test('nothing is added to it: OPTIONS is told no methods, HEAD the length that it was', async () => {
    const headers: [string, string][] = [
      ['Content-Length', '1234'],
      ['X-App', 'yes'],
    ];
    await using world = await startWorld({
      endpoints: () => [passing],
      answerFor: () => ({ status: 200, headers, body: Buffer.alloc(0), isTargets: true }),
    });
    const ask = async (method: string) => {
      using client = await world.connect();
      await client.send(`${method} /rule HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
      return (await client.closed()).split('\r\n').filter((line) => /^(allow|content-length|x-app):/i.test(line));
    };
    expect(await ask('OPTIONS')).toEqual(['X-App: yes', 'Content-Length: 0']);
    expect(await ask('HEAD')).toEqual(['X-App: yes', 'Content-Length: 1234']);
  });

  test.each([
    ['says so', () => null],
    ['fails', () => Promise.reject(new Error('no target'))],
    [
      'throws',
      () => {
        throw new Error('no target');
      },
    ],
  ])('the rule answers when it %s', async (_how, answerFor) => {
    await using world = await startWorld({ endpoints: () => [passing], answerFor });
    const answer = await world.ask(post('/rule'));
    expect([answer.status, answer.body.toString()]).toEqual([202, 'own']);
  });

  test('is not asked for at other endpoints, nor where a fault decides', async () => {
    let asked = 0;
    const failing = endpointWith(
      { fault: { type: 'fail-first', count: 1, status: 500 } },
      { path: '/failing', forward },
    );
    await using world = await startWorld({
      endpoints: () => [endpointWith({}), failing],
      answerFor() {
        asked++;
        return { status: 299, headers: [], body: '' };
      },
    });
    const answered: number[] = [];
    for (const path of ['/rule', '/unknown', '/failing', '/failing']) {
      answered.push((await world.ask(post(path))).status);
    }
    expect(answered).toEqual([200, 200, 500, 299]);
    expect(asked).toBe(1);
  });

  test('learns that the receiver closes', async () => {
    const { opened, open } = gate();
    await using world = await startWorld({
      endpoints: () => [passing],
      answerFor: ({ closing }) =>
        new Promise((resolve) => {
          closing.addEventListener('abort', () => resolve(null));
          open();
        }),
    });
    using client = await world.connect();
    await client.send(post('/rule'));
    await opened;
    await world.receiver.close();
    expect((await client.answer()).body.toString()).toBe('own');
  });
});
