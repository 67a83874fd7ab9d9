import { expect, test } from 'vitest';
import type { Delivery, Post, Sample } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { startApp } from '../helpers/app.ts';
import { openEngine, tempFolder } from '../helpers/store.ts';
import { startTarget } from '../helpers/target.ts';

const bytes = Buffer.from([0, 255, 13, 10, 65]);
const sample: Omit<Sample, 'id'> = {
  name: 'An odd one',
  method: 'PUT',
  target: '/callback/../x?a=%7e&b',
  headers: [
    ['x-ONE', '1'],
    ['X-One', ' 2'],
    ['Host', 'somewhere.example'],
    ['Content-Length', '999'],
    ['X-Tapline-Test', 'from earlier'],
    ['Content-Type', 'application/octet-stream'],
  ],
  body: bytes.toString('base64'),
};

test('kept requests are listed, survive a restart, and are forgotten', async () => {
  await using world = await startApp();
  const first = await world.api<Sample>('POST', '/samples', sample);
  expect(first.body).toEqual({ ...sample, id: 1 });
  await world.api('POST', '/samples', { ...sample, name: 'Another', body: '' });
  await world.app.close();
  await using again = await startApp({ dataFolder: world.folder });
  const listed = await again.api<Sample[]>('GET', '/samples');
  expect(listed.body).toEqual([
    { ...sample, id: 1 },
    { ...sample, id: 2, name: 'Another', body: '' },
  ]);
  expect((await again.api('DELETE', '/samples/1')).body).toEqual({ deleted: 1 });
  expect((await again.api('DELETE', '/samples/1')).body).toEqual({ deleted: 0 });
  expect((await again.api<Sample[]>('GET', '/samples')).body.map((one) => one.name)).toEqual(['Another']);
});

test('a kept request goes to receiver and target, byte for byte', async () => {
  await using world = await startApp();
  await using target = await startTarget();
  await world.api('POST', '/samples', sample);
  const { body: stored } = await world.api<{ postId: number }>('POST', '/samples/1/send', {});
  const { body: post } = await world.api<Post>('GET', `/posts/${stored.postId}`);
  expect([post.method, post.target, post.via]).toEqual(['PUT', sample.target, 'test']);
  expect(post.headers.slice(0, 5)).toEqual([
    ['x-ONE', '1'],
    ['X-One', '2'],
    ['Host', new URL(world.receiver).host],
    ['Content-Length', '5'],
    ['Content-Type', 'application/octet-stream'],
  ]);
  expect((await world.ask(`/api/posts/${stored.postId}/body`, { headers: bearer(world.token) })).bytes).toEqual(bytes);

  const way = { via: 'target', target: target.url };
  const { body: delivery } = await world.api<Delivery>('POST', '/samples/1/send', way);
  expect(delivery).toMatchObject({ postId: null, origin: 'test', response: { status: 200 } });
  const received = await target.first();
  expect(received.requestLine).toBe(`PUT ${sample.target} HTTP/1.1`);
  expect(received.lines.slice(0, 3)).toEqual(['x-ONE: 1', 'X-One:  2', `Host: ${new URL(target.url).host}`]);
  expect(received.body).toEqual(bytes);
});

test('what cannot be sent is not kept, and why is said', async () => {
  await using world = await startApp();
  const tooLarge = Buffer.alloc(limits.testPosts.sampleBytes).toString('base64');
  const refused: [change: Partial<Sample>, said: string][] = [
    [{ body: 'a-b' }, 'base64'],
    [{ target: 'http://x.example/' }, 'Begin it with "/"'],
    [{ target: '/a b' }, 'blank'],
    [{ method: 'PO ST' }, 'method'],
    [{ headers: [['X', 'a\r\nb']] }, 'line break'],
    [{ name: '' }, '"name"'],
    [{ body: tooLarge }, `at most ${limits.testPosts.sampleBytes}`],
  ];
  for (const [change, said] of refused) {
    const answer = await world.api('POST', '/samples', { ...sample, ...change });
    const body = { code: 'BAD_REQUEST', message: expect.stringContaining(said) };
    expect(answer).toMatchObject({ status: 400, body });
  }
  expect((await world.api('GET', '/samples')).body).toEqual([]);
});

test.each([
  [`${limits.testPosts.samples} are kept`, limits.testPosts.samples, 0],
  [`${limits.testPosts.samplesBytes} bytes are`, 16, limits.testPosts.samplesBytes / 16 - 1000],
])('at most %s', async (_what, count, size) => {
  using folder = tempFolder();
  {
    using engine = openEngine(folder.file);
    const filler = { ...sample, headers: [], body: Buffer.alloc(size).toString('base64') };
    for (let i = 0; i < count; i++) expect(engine.writer.calls.addSample(filler)).toBe(i + 1);
  }
  await using world = await startApp({ dataFolder: folder.path });
  const one = { ...sample, body: Buffer.alloc(Math.max(1, size)).toString('base64') };
  expect(await world.api('POST', '/samples', one)).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST', message: expect.stringContaining('Delete one first') },
  });
  await world.api('DELETE', '/samples/7');
  expect((await world.api('POST', '/samples', one)).status).toBe(200);
});

test('one that the receiver refuses says so at once', async () => {
  await using world = await startApp();
  await world.api('POST', '/samples', { ...sample, method: 'ODD' });
  expect(await world.api('POST', '/samples/1/send', {})).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST', message: expect.stringMatching(/answered .* with 400 and did not store it/) },
  });
});

test('one that is not there cannot be sent', async () => {
  await using world = await startApp();
  expect(await world.api('POST', '/samples/9/send', {})).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: expect.stringContaining('no kept request 9') },
  });
});

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}
