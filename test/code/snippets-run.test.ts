import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Header, Snippet } from '../../contract/index.ts';
import { snippetsOf } from '../../main/code/snippets.ts';
import { assembleRequest } from '../../main/replay/request.ts';
import { send } from '../../main/replay/send.ts';
import type { StoredRequest } from '../../main/store/types.ts';
import { type Handler, type ReceivedRequest, startTarget } from '../helpers/target.ts';
import { bytes, storedRequest } from '../replay/stored.ts';

const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const hasPython = works('python3', '-c', 'import requests, urllib3.util; urllib3.util.SKIP_HEADER');
const hasHttpie = works('http', '--version');
if (!hasPython) console.warn('SKIPPED: Python snippets are not run, because there is no python3 with requests.');
if (!hasHttpie) console.warn('SKIPPED: HTTPie snippets are not run, because there is no HTTPie.');

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapline-snippets-'));
});
afterAll(() => rm(home, { recursive: true }));

/** How each language is run; the file's name goes last. */
const runners: Partial<Record<Snippet['language'], { command: string[]; file: string }>> = {
  fetch: { command: [process.execPath], file: 'snippet.mjs' },
  ...(hasPython ? { python: { command: ['python3'], file: 'snippet.py' } } : {}),
  ...(hasHttpie ? { httpie: { command: ['sh'], file: 'snippet.sh' } } : {}),
};

async function run(snippet: Snippet, port: number): Promise<void> {
  const runner = runners[snippet.language];
  if (runner) {
    const file = join(home, runner.file);
    await writeFile(file, snippet.text);
    const [program = '', ...args] = runner.command;
    const env = { PATH: process.env.PATH, HOME: home, PYENV_VERSION: process.env.PYENV_VERSION };
    await promisify(execFile)(program, [...args, file], { env, timeout: 15_000 });
  } else if (snippet.language === 'http') {
    const socket = connect(port, '127.0.0.1');
    socket.end(snippet.text);
    for await (const _ of socket);
  }
}

interface Arrived {
  replayed: ReceivedRequest;
  byLanguage: Map<Snippet['language'], { request: ReceivedRequest; note: string | null }>;
}

/** What a replay sends (without our marker), and what each snippet sends. cURL commands are run by a test of their own. */
async function arrivedBy(parts: Partial<StoredRequest>, languages: readonly Snippet['language'][]): Promise<Arrived> {
  const close: Handler = (socket) => void socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  await using target = await startTarget(close);
  const request = storedRequest(parts);
  await send(assembleRequest({ request, target: target.url, marker: null }), { timeoutMs: 5000, responseBytes: 1024 });
  const [replayed] = target.requests;
  if (!replayed) throw new Error('The replay did not arrive.');
  const byLanguage: Arrived['byLanguage'] = new Map();
  const snippets = snippetsOf({
    request,
    target: target.url,
    secretRanges: { query: [], body: [] },
    secretHeaders: [],
    reveal: true,
  });
  for (const snippet of snippets.filter(({ language }) => languages.includes(language))) {
    const before = target.requests.length;
    await run(snippet, target.port);
    const arrived = target.requests[before];
    if (!arrived) throw new Error(`Nothing came of: ${snippet.text}`);
    byLanguage.set(snippet.language, { request: arrived, note: snippet.note });
  }
  return { replayed, byLanguage };
}

/** Identical where the snippet says nothing else; the body always, and the request line where only headers differ. */
async function expectFaithful(
  parts: Partial<StoredRequest>,
  languages: readonly Snippet['language'][],
): Promise<Arrived> {
  const arrived = await arrivedBy(parts, languages);
  for (const { request, note } of arrived.byLanguage.values()) {
    if (note === null) expect(request).toEqual(arrived.replayed);
    else if (!/base64|no body/.test(note)) expect(request.body.equals(arrived.replayed.body)).toBe(true);
  }
  return arrived;
}

const form: Header[] = [
  ['Host', 'x'],
  ['User-Agent', 'Platform/1.0'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
];
const sized = (body: Buffer, lines: Header[] = form): Partial<StoredRequest> => ({
  headers: [...lines, ['Content-Length', String(body.length)]],
  body,
});

const all: Snippet['language'][] = [
  'fetch',
  'http',
  ...(hasPython ? ['python' as const] : []),
  ...(hasHttpie ? ['httpie' as const] : []),
];

describe('a snippet sends the bytes of a replay', () => {
  it('all of them for a plain form; where headers differ the note says so', async () => {
    const { replayed, byLanguage } = await expectFaithful(
      { ...sized(bytes('phone=%2B1801&message=join+please')), target: '/callback?a=1&b=%2F' },
      all,
    );
    expect(byLanguage.get('http')?.note).toBeNull();
    if (hasPython) expect(byLanguage.get('python')?.note).toBeNull();
    for (const { request } of byLanguage.values()) {
      expect(request.requestLine).toBe(replayed.requestLine);
      expect(request.lines.map((line) => line.toLowerCase())).toContain(
        'content-type: application/x-www-form-urlencoded',
      );
    }
  });

  it.each<[string, string]>([
    ['quotes', `it's "quoted" \`cmd\` $(id) $HOME \${x} \\ \\' \\n !x # %s {{y}}`],
    ['line ends', '\n\nfirst\nlast\n\n'],
    ['carriage returns and tabs', 'a\r\n\tb\r\n'],
    ['an at sign first', '@/etc/passwd'],
    ['NUL and bytes that are no UTF-8', 'a\0b\xff\xc3\x28\0'],
    [
      'text beyond ASCII, marks of direction and a byte order mark',
      Buffer.from('\ufeffcafé 😀 \u202eabc\u2028').toString('latin1'),
    ],
  ])('with %s in the body', async (_what, text) => {
    await expectFaithful(sized(bytes(text)), all);
  });

  it.each<[string, Partial<StoredRequest>]>([
    ['an empty POST', { headers: [...form, ['Content-Length', '0']] }],
    ['a GET', { method: 'GET', headers: form }],
    ['a method in small letters', { method: 'put', ...sized(bytes('a')) }],
    ['HTTP/1.0 without Host', { httpVersion: '1.0', ...sized(bytes('a'), []) }],
    [
      'header lines in any case and order, with any bytes',
      sized(bytes('a'), [
        ['x-dup', '1'],
        ['hOSt', 'x'],
        ['X-Odd', `it's "x" \\ $HOME \\u0041 %`],
        ['X-Latin', 'caf\xe9'],
        ['aCCept', ''],
        ['Equals', '=1'],
        ['At', '@/etc/passwd'],
      ]),
    ],
    ['a header that came twice', sized(bytes('a'), [...form, ['X-Dup', '1'], ['x-dup', '2']])],
    ['a path that tools would clean', { target: '/a/../b//c/%c3%a9?x=\'"$(id)&&=', ...sized(bytes('a')) }],
  ])('for %s', async (_what, parts) => {
    await expectFaithful(parts, all);
  });

  it('for anything else', async () => {
    const text = fc
      .array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 30 })
      .map((codes) => String.fromCharCode(...codes));
    const name = fc.string({ unit: fc.constantFrom(..."abXY09-_!$&'*+^`|~"), minLength: 1, maxLength: 8 });
    const content = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 5 }), text, content, async (lines, path, body) => {
        const own = lines.filter(([key]) => !/^(host|content-length|connection)$/i.test(key));
        await expectFaithful({ target: `/${path}`, ...sized(body, [...form, ...own]) }, all);
      }),
      { numRuns: 6 },
    );
  });
});
