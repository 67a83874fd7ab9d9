import { describe, expect, test } from 'vitest';
import { defaultEndpoints, type Endpoint, type PostSummary, type ResponseRule } from '../../contract/index.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';

const [callback, status] = defaultEndpoints as [Endpoint, Endpoint];

/** Sets the rule of /callback, as the API takes it in. */
async function setRule(world: TestApp, rule: Partial<ResponseRule>): Promise<void> {
  const changed = { ...callback, response: { ...callback.response, ...rule } };
  expect((await world.api('PUT', '/endpoints', [changed, status])).status).toBe(200);
}

async function summaries(world: TestApp): Promise<PostSummary[]> {
  return (await world.api<{ posts: PostSummary[] }>('GET', '/posts')).body.posts.reverse();
}

describe('response rules of a running app', () => {
  test('are kept, fill in fields, and are shown as what was answered', async () => {
    await using world = await startApp();
    await setRule(world, { status: 201, body: 'Thanks, {{phone}}', headers: [['X-Key', '{{keyword}}']] });
    await world.app.close();
    await using again = await startApp({ dataFolder: world.folder });
    using client = await connectRaw(again.app.status().receiver.port);
    const body = 'phone=13125550142&keyword=JOIN';
    await client.send(
      `POST /callback HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const answer = await client.answer();
    expect([answer.status, answer.header('x-key'), answer.body.toString()]).toEqual([
      201,
      'JOIN',
      'Thanks, 13125550142',
    ]);
    expect(await summaries(again)).toMatchObject([{ responseStatus: 201, phone: '13125550142' }]);
  });

  test('let the first posts fail; setting another rule counts anew', async () => {
    await using world = await startApp();
    const fault = { type: 'fail-first', count: 2, status: 500 } as const;
    await setRule(world, { fault });
    const answered: number[] = [];
    const postThree = async () => {
      for (let i = 0; i < 3; i++) answered.push(await world.post('/callback', `n=${answered.length}`));
    };
    await postThree();
    await setRule(world, { fault });
    await postThree();
    await setRule(world, { fault: { type: 'none' } });
    await setRule(world, { fault });
    await postThree();
    expect(answered).toEqual([500, 500, 200, 200, 200, 200, 500, 500, 200]);
    expect((await summaries(world)).map((post) => post.responseStatus)).toEqual(answered);
    const found = await world.api<{ posts: PostSummary[] }>('GET', '/posts?query=response:500');
    expect(found.body.posts).toHaveLength(4);
  });

  test('may give no answer; the post is stored, and the app closes in time', async () => {
    await using world = await startApp();
    const { port } = world.app.status().receiver;
    for (const fault of [{ type: 'close' }, { type: 'time-out' }] as const) {
      await setRule(world, { fault });
      const client = await connectRaw(port);
      await client.send('POST /callback HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=1');
      if (fault.type === 'close') expect(await client.closed()).toBe('');
    }
    await setRule(world, { delayMs: 120_000, body: 'late' });
    using late = await connectRaw(port);
    await late.send('POST /callback HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=2');
    await expect
      .poll(async () => (await summaries(world)).map((post) => post.responseStatus))
      .toEqual([null, null, 200]);
    await world.app.close();
    expect((await late.answer()).body.toString()).toBe('late');
  });
});
