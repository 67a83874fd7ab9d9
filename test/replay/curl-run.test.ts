import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Header } from '../../contract/index.ts';
import { toCurl } from '../../main/replay/curl.ts';
import { assembleRequest } from '../../main/replay/request.ts';
import { send } from '../../main/replay/send.ts';
import type { StoredRequest } from '../../main/store/types.ts';
import { type Handler, type ReceivedRequest, startTarget } from '../helpers/target.ts';
import { bytes, storedRequest } from './stored.ts';

const shells = ['sh', 'bash'].filter(
  (shell) => spawnSync(shell, ['-c', 'curl --version && base64 --version']).status === 0,
);
if (shells.length === 0)
  console.warn('SKIPPED: cURL commands are not run, because there is no shell with curl and base64.');

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapline-curl-'));
});
afterAll(() => rm(home, { recursive: true }));

/** Runs a command in a shell without the user's curl settings; from a file, because an argument could not hold it. */
async function run(shell: string, command: string): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: home };
  const file = join(home, 'command');
  await writeFile(file, command);
  await promisify(execFile)(shell, [file], { env, timeout: 15_000 });
}

/** What a replay sends (without our marker), and what the command sends when each shell runs it. */
async function both(parts: Partial<StoredRequest>): Promise<{ replayed: ReceivedRequest; pasted: ReceivedRequest[] }> {
  const close: Handler = (socket) => void socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  await using target = await startTarget(close);
  const request = storedRequest(parts);
  const bounds = { timeoutMs: 5000, responseBytes: 1024 };
  await send(assembleRequest({ request, target: target.url, marker: null }), bounds);
  const { command } = toCurl({
    request,
    target: target.url,
    secretRanges: { query: [], body: [] },
    secretHeaders: [],
    reveal: true,
  });
  for (const shell of shells) await run(shell, command);
  const [replayed, ...pasted] = target.requests;
  if (!replayed || pasted.length !== shells.length)
    throw new Error(`Not all requests came; the command is: ${command}`);
  return { replayed, pasted };
}

async function expectSame(parts: Partial<StoredRequest>): Promise<void> {
  const { replayed, pasted } = await both(parts);
  for (const request of pasted) expect(request).toEqual(replayed);
}

const usual: Header[] = [
  ['Host', 'x'],
  ['User-Agent', 'Platform/1.0'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
];
const sized = (size: number): Header[] => [...usual, ['Content-Length', String(size)]];

describe.skipIf(shells.length === 0)('a pasted command sends the bytes of a replay', () => {
  it.each<[string, string]>([
    ['a form', 'phone=%2B1801&message=join+please'],
    ['quotes', `it's "quoted" \`cmd\` $(id) $HOME \\ \\' !x #`],
    ['line ends', '\n\nfirst\nlast\n\n'],
    ['carriage returns and tabs', 'a\r\n\tb\r\n'],
    ['an at sign first', '@/etc/passwd'],
    ['an at sign first and a line end last', '@a\n'],
    ['NUL and bytes that are no UTF-8', 'a\0b\xff\xc3\x28\0'],
    ['text beyond ASCII', Buffer.from('café 😀 中文').toString('latin1')],
    ['a leading minus', '-d x'],
    ['percent signs', '%s%d%%\\n'],
    ['more than an argument holds', "it's long ".repeat(30_000)],
    ['more binary than an argument holds', '\0\xff'.repeat(300_000)],
  ])('with %s in the body', async (_what, text) => {
    const body = bytes(text);
    await expectSame({ headers: sized(body.length), body });
  });

  it.each<[string, Partial<StoredRequest>]>([
    ['an empty POST', { headers: sized(0) }],
    ['a POST without Content-Length', { headers: usual }],
    ['a GET', { method: 'GET' }],
    ['a GET with a body', { method: 'GET', headers: sized(1), body: bytes('a') }],
    ['a HEAD', { method: 'HEAD' }],
    ['a HEAD with a body', { method: 'HEAD', headers: sized(1), body: bytes('a') }],
    ['a PUT', { method: 'PUT', headers: sized(1), body: bytes('a') }],
    ['OPTIONS *', { method: 'OPTIONS', target: '*' }],
    ['a method in small letters', { method: 'f!oo' }],
    ['HTTP/1.0 without Host', { httpVersion: '1.0', headers: [['Content-Length', '1']], body: bytes('a') }],
    ['a body that came in chunks', { headers: [...usual, ['Transfer-Encoding', 'chunked']], body: bytes('a') }],
    [
      'no Content-Type',
      {
        headers: [
          ['Host', 'x'],
          ['Content-Length', '1'],
        ],
        body: bytes('a'),
      },
    ],
    ['an absolute target', { target: 'http://other.example/cb?x=1' }],
  ])('for %s', async (_what, parts) => {
    await expectSame(parts);
  });

  it('with header lines in any order, case and number', async () => {
    await expectSame({
      headers: [
        ['x-dup', '1'],
        ['CONTENT-length', '1'],
        ['hOSt', 'x'],
        ['X-Dup', '2'],
        ['aCCept', ''],
        ['user-agent', ''],
        ['Cookie', 'a=1'],
        ['Cookie', 'b=2'],
        ['Authorization', 'Basic YTpi'],
        ['accept-encoding', 'gzip'],
        ['Referer', 'x;auto'],
        ['x-dup', '1'],
        ['X-Odd', `it's "x" \\ $HOME !y % é`.replace('é', '\xe9')],
        ['X-Utf8', Buffer.from('中文').toString('latin1')],
        ['Empty', ''],
        ['Semi', ';'],
        ['-minus', '\xff-'],
        ['Blank', '\xa0'],
      ],
      body: bytes('a'),
    });
  });

  it.each([
    '/a/../b/./c',
    '//cb',
    '/{a,b}[1-3]',
    '/cb#part?x=1',
    '/cb?',
    '/cb?a=\'"$HOME`id`\\!&b=<>|^',
    '/caf\xe9',
    '/%C3%a9?a=%zz&&=',
    Buffer.from('/中文').toString('latin1'),
  ])('for the path %j', async (target) => {
    await expectSame({ target, headers: usual });
  });

  it('for anything else', async () => {
    const byte = fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x7f);
    const text = fc.array(byte, { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
    const name = fc.string({ unit: fc.constantFrom(..."abXY09-_!#$%&'*+.^`|~"), minLength: 1, maxLength: 8 });
    const lines = fc.array(fc.tuple(name, text), { maxLength: 8 });
    const content = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(lines, text, content, async (headers, path, body) => {
        await expectSame({ target: `/${path}`, headers: [...headers, ...sized(body.length)], body });
      }),
      { numRuns: 25 },
    );
  });
});
