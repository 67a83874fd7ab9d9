import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Delivery, Field, Post, PostSummary, Tunnel } from '../../contract/index.ts';
import { startCli } from '../helpers/cli.ts';
import { startLocaltunnelServer } from '../helpers/localtunnel-server.ts';
import { startTarget } from '../helpers/target.ts';

/** Every byte value, so NUL and sequences that are no UTF-8 are among them. */
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const callback =
  'title=Offers&code=12345&shortcode=12345&message=join+please&phone=13125550142&carrier=Acme&keyword=JOIN&group=7&custom_ticket=99182&default_keyword=JOIN';

function field(post: Post, name: string): Field | undefined {
  return post.fields.find((one) => one.name === name);
}

describe('the main job', () => {
  it('takes a post through the public URL, stores it, shows it over REST, and replays its exact bytes', async () => {
    await using server = await startLocaltunnelServer();
    await using target = await startTarget();
    await using tapline = await startCli([
      '--tunnel',
      'localtunnel',
      '--tunnel-host',
      server.host,
      '--subdomain',
      'calm-fox-1',
    ]);

    const online = await tapline.event((one) => one.event === 'tunnel' && one.state === 'online');
    expect(online).toEqual({
      event: 'tunnel',
      state: 'online',
      url: `http://calm-fox-1.lt.test:${server.port}`,
      reason: null,
    });
    const tunnel = await tapline.call<Tunnel>('GET', '/tunnel');
    expect(tunnel.callbackUrl).toBe(`${online.url}/callback`);
    expect(tunnel.statusUrl).toBe(`${online.url}/status`);
    expect(tunnel.lastProbe).toMatchObject({ ok: true });

    const answer = await server.publicFetch(tunnel.callbackUrl as string, {
      method: 'POST',
      headers: [
        'Content-Type',
        'application/x-www-form-urlencoded',
        'X-Order',
        'first',
        'X-Order',
        'second',
        'Content-Length',
        String(callback.length),
      ],
      body: Buffer.from(callback),
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(0);

    // An answered post is stored: no waiting here.
    const { posts } = await tapline.call<{ posts: PostSummary[] }>('GET', '/posts');
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({
      id: 1,
      kind: 'callback',
      dialect: 'txtwire',
      endpoint: '/callback',
      phone: '13125550142',
      keyword: 'JOIN',
      customTicket: '99182',
      excerpt: 'join please',
      responseStatus: 200,
      via: 'tunnel',
      findings: 0,
    });
    expect(await tapline.event((one) => one.event === 'post')).toEqual({ event: 'post', id: 1, kind: 'callback' });
    const post = await tapline.call<Post>('GET', '/posts/1');
    expect(field(post, 'message')).toMatchObject({ value: 'join please', source: 'form', documented: true });
    expect((await tapline.bytes('/posts/1/body')).toString()).toBe(callback);

    const delivery = await tapline.call<Delivery>('POST', '/posts/1/replay', { target: target.url });
    expect(delivery).toMatchObject({ postId: 1, origin: 'replay', error: null, response: { status: 200 } });
    const replayed = await target.first();
    expect(replayed.requestLine).toBe('POST /callback HTTP/1.1');
    expect(replayed.body.toString()).toBe(callback);
    expect(replayed.lines.filter((line) => !/^(host|x-tapline-post):/i.test(line))).toEqual(
      post.headers
        .filter(([name]) => !['host', 'connection'].includes(name.toLowerCase()))
        .map(([name, value]) => `${name}: ${value}`),
    );
    expect(await tapline.call<Delivery[]>('GET', '/posts/1/deliveries')).toEqual([delivery]);
  });

  it('carries a binary body through the tunnel, the database and a replay without changing a byte', async () => {
    await using server = await startLocaltunnelServer();
    await using target = await startTarget();
    await using tapline = await startCli([
      '--tunnel',
      'localtunnel',
      '--tunnel-host',
      server.host,
      '--target',
      target.url,
    ]);
    const online = await tapline.event((one) => one.event === 'tunnel' && one.state === 'online');
    const body = Buffer.concat([everyByte, Buffer.alloc(100_000, 0xff), everyByte]);
    const answer = await server.publicFetch(`${online.url}/status?x=%E9`, {
      method: 'POST',
      headers: ['Content-Type', 'application/octet-stream', 'Content-Length', String(body.length)],
      body,
    });
    expect(answer.status).toBe(200);
    expect((await tapline.bytes('/posts/1/body')).equals(body)).toBe(true);
    await tapline.call('POST', '/posts/1/replay', {});
    const replayed = await target.first();
    expect(replayed.requestLine).toBe('POST /status?x=%E9 HTTP/1.1');
    expect(replayed.body.equals(body)).toBe(true);
  });

  it('keeps two posts apart that came pipelined in one packet', async () => {
    await using tapline = await startCli();
    const { port } = new URL(tapline.receiver);
    const post = (message: string, extra = '') =>
      `POST /callback HTTP/1.1\r\nHost: x\r\n${extra}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${message.length + 8}\r\n\r\nmessage=${message}`;
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(post('one') + post('second', 'Connection: close\r\n'));
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect((await tapline.bytes('/posts/1/body')).toString()).toBe('message=one');
    expect((await tapline.bytes('/posts/2/body')).toString()).toBe('message=second');
  });

  it('keeps the posts and the public name when it is stopped and started again', async () => {
    await using server = await startLocaltunnelServer();
    const flags = ['--tunnel', 'localtunnel', '--tunnel-host', server.host];
    await using first = await startCli(flags);
    const before = await first.event((one) => one.event === 'tunnel' && one.state === 'online');
    await server.publicFetch(`${before.url}/callback`, { method: 'POST', body: Buffer.from('message=kept') });
    expect(await first.end('SIGTERM')).toBe(0);

    await using second = await startCli(flags, { dataFolder: first.dataFolder });
    const after = await second.event((one) => one.event === 'tunnel' && one.state === 'online');
    expect(after.url).toBe(before.url);
    expect((await second.bytes('/posts/1/body')).toString()).toBe('message=kept');
    expect((await second.call<Tunnel>('GET', '/tunnel')).urlChange).toBeNull();
  });

  it('goes online for a URL that already leads here, and says why it is not when it leads elsewhere', async () => {
    await using elsewhere = await startTarget();
    await using lost = await startCli(['--tunnel', elsewhere.url]);
    const offline = await lost.event((one) => one.event === 'tunnel' && one.state === 'offline');
    expect(offline.url).toBe(elsewhere.url);
    expect(offline.reason).toEqual(expect.stringMatching(/\w/));

    await using tapline = await startCli();
    // The receiver of the one is reached through its own address by the other's port: a URL that leads here.
    const { port } = new URL(tapline.receiver);
    expect(await tapline.end()).toBe(0);
    await using direct = await startCli(['--receiver-port', port, '--tunnel', `http://127.0.0.1:${port}`]);
    const online = await direct.event((one) => one.event === 'tunnel' && one.state === 'online');
    expect(online.url).toBe(`http://127.0.0.1:${port}`);
  });

  it('sends test posts to the receiver, through the tunnel and straight to a target', async () => {
    await using server = await startLocaltunnelServer();
    await using target = await startTarget();
    await using tapline = await startCli(['--tunnel', 'localtunnel', '--tunnel-host', server.host]);
    await tapline.event((one) => one.event === 'tunnel' && one.state === 'online');
    const viaReceiver = await tapline.call<{ postId: number }>('POST', '/test-posts', {
      kind: 'callback',
      via: 'receiver',
    });
    const viaTunnel = await tapline.call<{ postId: number }>('POST', '/test-posts', { kind: 'status', via: 'tunnel' });
    const first = await tapline.call<Post>('GET', `/posts/${viaReceiver.postId}`);
    const second = await tapline.call<Post>('GET', `/posts/${viaTunnel.postId}`);
    expect(first).toMatchObject({ kind: 'callback', via: 'test', findings: [] });
    expect(first.fields).toHaveLength(13);
    expect(second).toMatchObject({ kind: 'status', via: 'test', findings: [] });
    expect(second.fields).toHaveLength(5);
    const delivery = await tapline.call<Delivery>('POST', '/test-posts', {
      kind: 'status',
      via: 'target',
      target: target.url,
    });
    expect(delivery).toMatchObject({ origin: 'test', postId: null, response: { status: 200 } });
    expect((await target.first()).requestLine).toBe('POST /status HTTP/1.1');
  });

  it('says what is wrong with a target that is down, and stores the delivery', async () => {
    await using gone = await startTarget();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    await using tapline = await startCli();
    await fetch(`${tapline.receiver}/callback`, { method: 'POST', body: callback });
    const delivery = await tapline.call<Delivery>('POST', '/posts/1/replay', { target: url });
    expect(delivery.response).toBeNull();
    expect(delivery.error?.code).toBe('ECONNREFUSED');
    expect(delivery.error?.message).toContain('Nothing listens');
    expect(await tapline.call<Delivery[]>('GET', '/posts/1/deliveries')).toEqual([delivery]);
    expect(await tapline.call<{ posts: PostSummary[] }>('GET', '/posts?query=is:replayed')).toMatchObject({
      posts: [{ id: 1 }],
    });
  });
});
