import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { describe, expect, test } from 'vitest';
import { type Contract, contract, type ImportResult } from '../../contract/index.ts';
import { serveMessagePort } from '../../main/api/message-port.ts';
import { limits } from '../../main/limits.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { until } from '../helpers/store.ts';
import { startTarget } from '../helpers/target.ts';

const body = 'message=hi&phone=1&api_key=tell-no-one';

function httpClient({ inspector, token }: TestApp): ContractRouterClient<Contract> {
  return createORPCClient(
    new OpenAPILink(contract, { url: `${inspector}/api`, headers: { authorization: `Bearer ${token}` } }),
  );
}

describe('over HTTP', () => {
  test('an export is a download with a name, masked unless revealed', async () => {
    await using app = await startApp();
    await app.post('/callback', body);
    const masked = await app.api('GET', '/export');
    expect(masked.status).toBe(200);
    expect(masked.headers['content-type']).toBe('application/x-ndjson');
    expect(masked.headers['content-disposition']).toMatch(
      /^attachment; filename="tapline-posts-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect(masked.bytes.toString()).toContain('"masked":true');
    const revealed = (await app.api('GET', '/export?reveal=true&query=hi')).bytes.toString();
    expect(revealed).toContain(Buffer.from(body).toString('base64'));
    expect((await app.api('GET', '/export?format=csv&ids=1')).bytes.toString().split('\r\n')).toHaveLength(3);
  });

  test('an export says what is wrong with what was asked for', async () => {
    await using app = await startApp();
    const wrong = [
      ['/export?format=xml', 'BAD_REQUEST'],
      ['/export?query=kind:nonsense', 'BAD_QUERY'],
      ['/export?ids=a', 'BAD_REQUEST'],
      ['/export?ids=1&query=x', 'BAD_REQUEST'],
    ] as const;
    for (const [path, code] of wrong) {
      const { status, body } = await app.api('GET', path);
      expect(status, path).toBe(400);
      expect(body, path).toMatchObject({ code });
    }
  });

  test('files need the token, as all else does', async () => {
    await using app = await startApp();
    expect((await app.ask('/api/export')).status).toBe(401);
    expect((await app.ask('/api/import', { method: 'POST', body: 'x' })).status).toBe(401);
    const headers = { authorization: `Bearer ${app.token}`, origin: 'http://other.example' };
    expect((await app.ask('/api/import', { method: 'POST', body: 'x', headers })).status).toBe(403);
  });

  test('an import takes a file as the body itself or in a form, and exports again as the same file', async () => {
    await using from = await startApp();
    await using to = await startApp();
    for (let i = 0; i < 3; i++) await from.post('/callback', `message=m${i}&phone=1`);
    await from.api('PATCH', '/posts/2', { pinned: true, note: 'n' });
    const file = (await from.api('GET', '/export?reveal=true')).bytes;
    const headers = { authorization: `Bearer ${to.token}`, 'content-type': 'application/x-ndjson' };
    const first = await to.ask('/api/import', { method: 'POST', body: file, headers });
    expect(first.body).toEqual({ imported: 3, skipped: 0, bad: [], badLines: 0, stopped: false });
    expect((await to.api('GET', '/export?reveal=true')).bytes.equals(file)).toBe(true);
    const second: ImportResult = await httpClient(to).import({ file: new File([file.toString()], 'posts.ndjson') });
    expect(second).toEqual({ imported: 0, skipped: 3, bad: [], badLines: 0, stopped: false });
  });

  test('the connection takes the next request behind a large file that is no export', async () => {
    await using app = await startApp();
    using client = await connectRaw(Number(new URL(app.inspector).port));
    const head = (method: string, path: string, length: number) =>
      [
        `${method} ${path} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Authorization: Bearer ${app.token}`,
        `Content-Length: ${length}`,
        '',
        '',
      ].join('\r\n');
    const size = 3 * 1024 * 1024;
    await client.send(head('POST', '/api/import', size), 'no,export\r\n'.padEnd(size, 'x'));
    expect((await client.answer()).status).toBe(400);
    await client.send(head('GET', '/api/posts', 0));
    await client.until((text) => /HTTP\/1\.1 200 [\s\S]*"posts":\[\]/.test(text));
  });

  test('what is no export, and a form that is cut off, are refused with a sentence', async () => {
    await using app = await startApp();
    const type = 'multipart/form-data; boundary=b';
    const headers = { authorization: `Bearer ${app.token}`, 'content-type': type };
    const cut = await app.ask('/api/import', { method: 'POST', body: '--b\r\n\r\n{"tapline":"posts"', headers });
    expect(cut.body).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/^The form with the file/) });
    const page = await app.ask('/api/import', { method: 'POST', body: '--b\r\n\r\n<html>\r\n--b--', headers });
    expect(page.body).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('no export of posts') });
    expect((await app.ask('/api/export', { method: 'HEAD', headers })).status).not.toBe(200);
  });

  test('an import is taken in while it is sent: posts are there before its end, and live ones between', async () => {
    await using app = await startApp();
    await app.post('/callback', 'message=before&phone=1');
    const [head = '', line = ''] = (await app.api('GET', '/export?reveal=true')).bytes.toString().split('\n');
    const lines = Array.from({ length: limits.inOut.batchPosts + 1 }, (_, i) => line.replace('"target":"', `$&/${i}`));
    const { hostname, port } = new URL(app.inspector);
    const headers = { authorization: `Bearer ${app.token}`, 'content-type': 'application/x-ndjson' };
    const upload = request({ hostname, port, path: '/api/import', method: 'POST', headers, agent: false });
    const answered = new Promise<number>((resolve, reject) => {
      upload.on('error', reject);
      upload.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
    upload.write(`${[head, ...lines].join('\n')}\n`);
    await until('the first batch is stored', () => app.app.status().posts === 1 + limits.inOut.batchPosts);
    expect(await app.post('/callback', 'message=live&phone=1')).toBe(200);
    upload.end(line.replace('"target":"', '$&/last'));
    expect(await answered).toBe(200);
    expect(app.app.status().posts).toBe(1 + limits.inOut.batchPosts + 1 + 2);
  });

  test.each([
    ['application/x-ndjson', ''],
    ['multipart/form-data; boundary=b', '--b\r\n\r\n'],
  ])('an import as %s that is stopped is answered, though the file is still being sent', async (type, before) => {
    await using app = await startApp();
    await app.post('/callback', 'message=before&phone=1');
    const [head = '', line = ''] = (await app.api('GET', '/export?reveal=true')).bytes.toString().split('\n');
    const { hostname, port } = new URL(app.inspector);
    const headers = { authorization: `Bearer ${app.token}`, 'content-type': type };
    const upload = request({ hostname, port, path: '/api/import', method: 'POST', headers, agent: false });
    const answered = new Promise<string>((resolve, reject) => {
      upload.on('error', reject);
      upload.on('response', (response) => void text(response).then(resolve, reject));
    });
    upload.write(`${before}${head}\n`);
    let sent = 0;
    const lines = (count: number) =>
      Array.from({ length: count }, () => `${line.replace('"target":"', `$&/${sent++}`)}\n`).join('');
    // One more: of a form, the last bytes may belong to its end.
    upload.write(lines(limits.inOut.batchPosts + 1));
    await until('the first batch is stored', () => app.app.status().posts === 1 + limits.inOut.batchPosts);
    expect((await app.api('POST', '/import/stop')).body).toEqual({ stopped: 1 });
    for (let i = 0; i < 20; i++) upload.write(lines(limits.inOut.batchPosts));
    upload.end(before && '\r\n--b--');
    const { imported, stopped } = JSON.parse(await answered) as ImportResult;
    expect({ imported, stopped }).toEqual({ imported: limits.inOut.batchPosts, stopped: true });
    expect(app.app.status().posts).toBe(1 + limits.inOut.batchPosts);
    expect((await app.api('POST', '/import/stop')).body).toEqual({ stopped: 0 });
  });

  test('imported posts are not forwarded', async () => {
    await using target = await startTarget();
    await using from = await startApp();
    await using to = await startApp({ target: target.url });
    await from.post('/callback', 'message=old&phone=1');
    const file = (await from.api('GET', '/export?reveal=true')).bytes.toString();
    const endpoints = (await to.api<{ path: string; forward: object }[]>('GET', '/endpoints')).body;
    const forwarding = endpoints.map((one) => ({ ...one, forward: { ...one.forward, mode: 'queue' } }));
    expect((await to.api('PUT', '/endpoints', forwarding)).status).toBe(200);
    await httpClient(to).import({ file: new File([file], 'posts.ndjson') });
    expect(await to.post('/callback', 'message=new&phone=1')).toBe(200);
    await until('the live post was forwarded', () => target.requests.length > 0);
    expect(target.requests.map(({ body }) => body.toString())).toEqual(['message=new&phone=1']);
    expect((await to.api<{ via: string }>('GET', '/posts/1')).body.via).toBe('local');
  });
});

test('over a MessagePort both go through the contract', async () => {
  await using app = await startApp();
  await app.post('/callback', body);
  const { port1, port2 } = new MessageChannel();
  const stop = serveMessagePort(app.app.router, port1);
  port2.start();
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }));
  const file = await client.export({ format: 'ndjson', reveal: true });
  expect(file.name).toMatch(/\.ndjson$/);
  expect(await file.text()).toContain('"masked":false');
  expect(await client.import({ file })).toEqual({ imported: 0, skipped: 1, bad: [], badLines: 0, stopped: false });
  const [snippet] = await client.posts.snippets({ id: 1 });
  expect(snippet).toMatchObject({ language: 'curl', masked: 1, note: null });
  await expect(client.handlers({ dialect: 'none' })).rejects.toMatchObject({ code: 'DIALECT_UNKNOWN' });
  stop();
});
