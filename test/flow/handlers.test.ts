import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Delivery, Field, Handler, Post } from '../../contract/index.ts';
import { linesOf } from '../../main/in-out/lines.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { freePort } from '../helpers/free-port.ts';
import { connectRaw } from '../helpers/raw-client.ts';

/** What a handler writes of a post. */
interface Line {
  kind: string;
  fields: Record<string, string | null>;
  repeated?: string[];
  duplicate?: boolean;
}

interface Running extends AsyncDisposable {
  url: string;
  /** The next line of JSON. */
  next(): Promise<Line>;
}

const form = 'application/x-www-form-urlencoded';

/** Posts to be read, with everything that samples on platforms' pages get wrong. */
const posts: { what: string; path: string; body?: string | Buffer; type?: string; only?: string[]; not?: string[] }[] =
  [
    {
      what: 'a plain callback, sent to it as the body of a form',
      path: '/callback',
      body: 'title=t&code=12345&shortcode=12345&message=join+please&phone=13125550142&carrier=c&keyword=JOIN&group=g&custom_ticket=1&default_keyword=d&user_name=u&password=p%26%3D&api_key=k',
    },
    {
      what: 'values of "0" and empty ones, others missing',
      path: '/callback',
      body: 'message=0&keyword=&phone=0&code',
    },
    { what: 'nothing but a path', path: '/callback', body: '' },
    {
      what: 'text in UTF-8, escaped and plain',
      path: '/callback',
      body: 'message=caf%C3%A9+%F0%9F%98%80+中文&group=é',
    },
    {
      what: 'broken escapes, plus signs, equals signs',
      path: '/callback',
      body: 'message=100%+%zz+%4&phone=%2B1+2&group=a=b=c&&title=a;b',
    },
    // ASP.NET keeps a name without "=" apart from the others, and reads no form of a body without a type.
    { what: 'the query alone', path: '/callback?message=q%20q&keyword=0&group', body: '', not: ['aspnet'] },
    { what: 'a query of names with values', path: '/callback?message=q%20q&keyword=0&group=', body: '' },
    { what: 'query and body that disagree', path: '/callback?message=query&group=only', body: 'message=body&phone=1' },
    {
      what: 'repeated fields',
      path: '/callback?keyword=q',
      body: 'message=first&message=second&message=0&phone=1&phone=1',
    },
    { what: 'no Content-Type', path: '/callback', body: 'message=hi&phone=1', type: '', not: ['aspnet'] },
    {
      what: 'a declared charset',
      path: '/callback',
      body: 'message=caf%E9+%80',
      type: `${form}; charset=iso-8859-1`,
      only: ['node', 'python', 'java'],
    },
    { what: 'bytes that are no UTF-8', path: '/callback', body: 'message=a%FF%C3z', only: ['node', 'python'] },
    { what: 'line ends, quotes and markup', path: '/callback', body: 'message=%0D%0A%22%5C%3Cb%3E%27%00%E2%80%A8' },
    {
      what: 'a status',
      path: '/status',
      body: 'code=1&sendTo=13125550142&status=d%C3%A9livr%C3%A9&ticket=0&custom_ticket=',
    },
    { what: 'a status at the path of callbacks', path: '/callback', body: 'sendTo=1&status=x&code=0' },
    { what: 'an empty status', path: '/status', body: '' },
  ];

interface Runtime {
  /** Started in the folder of the handler, whose first file is the last argument. */
  command: string[];
  missing: string;
  /** What to do in that folder before. */
  prepare?(folder: string): void;
}

const runtimes: Record<string, Runtime> = {
  node: { command: [process.execPath], missing: 'Node.js' },
  python: { command: ['python3'], missing: 'python3' },
  java: { command: ['java'], missing: 'a JDK' },
  php: { command: ['php', '-S', '127.0.0.1:<port>'], missing: 'php' },
  aspnet: { command: ['mono', 'bin/host.exe', '<port>'], missing: 'Mono with System.Web', prepare: compileHost },
};

/** Mono's own web server does not start with every Mono, so that the page is served by a few lines of our own. */
function compileHost(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  const source = fileURLToPath(new URL('../helpers/aspnet-host.cs', import.meta.url));
  const compiled = spawnSync('mcs', ['-out:bin/host.exe', '-r:System.Web.dll', source], { cwd: folder });
  if (compiled.status !== 0) throw new Error(`The host was not compiled: ${compiled.stderr}`);
}

function whyNot(language: string): string | null {
  const runtime = runtimes[language];
  if (!runtime) return `${language} is not run here`;
  const [program = ''] = runtime.command;
  const isThere = [program, ...(runtime.prepare ? ['mcs'] : [])].every(
    (one) => spawnSync(one, ['--version']).status === 0,
  );
  return isThere ? null : `there is no ${runtime.missing} on this machine`;
}

/** Writes a handler to a folder of its own and starts it on a free port. */
async function start(handler: Handler, env: Record<string, string>): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-handler-'));
  for (const { name, text } of handler.files) await writeFile(join(folder, name), text);
  runtimes[handler.language]?.prepare?.(folder);
  // PHP and Mono cannot say which port they took, so one is looked for.
  const port = String(await freePort());
  const [program = '', ...args] = (runtimes[handler.language]?.command ?? []).map((word) =>
    word.replace('<port>', port),
  );
  const child = spawn(program, [...args, handler.files[0]?.name ?? ''], {
    cwd: folder,
    // Where Mono writes the trace to, and in which charset.
    env: { ...process.env, PORT: '0', MONO_TRACE_LISTENER: 'Console.Out', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  // Not readline, for which U+2028 ends a line, too.
  const reader = linesOf(child.stdout as NonNullable<ChildProcess['stdout']>);
  return {
    url: await listening(child, exited),
    async next() {
      const { value, done } = await reader.next();
      if (done) throw new Error('The handler ended.');
      return JSON.parse(value.text ?? '') as Line;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

async function listening(child: ChildProcess, exited: Promise<unknown>): Promise<string> {
  const errors: Interface = createInterface({ input: child.stderr as NonNullable<ChildProcess['stderr']> });
  let said = '';
  const { promise, resolve } = Promise.withResolvers<string>();
  errors.on('line', (line) => {
    said += `${line}\n`;
    const port = /http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port) resolve(`http://127.0.0.1:${port}`);
  });
  const ended = exited.then(() => {
    throw new Error(`The handler did not start: ${said}`);
  });
  return Promise.race([promise, ended]);
}

/** What the app reads of a post, as a handler should: the last value of each documented field, null where it is missing. */
function expected(post: Post, names: readonly string[]): Pick<Line, 'fields' | 'repeated'> {
  const of = (name: string): Field[] => post.fields.filter((field) => field.name === name);
  const value = (field: Field | undefined) => (field === undefined ? null : (field.value ?? ''));
  return {
    fields: Object.fromEntries(names.map((name) => [name, value(of(name).at(-1))])),
    repeated: names.filter((name) => of(name).length > 1),
  };
}

async function stored(app: TestApp, { path, body = '', type = form }: (typeof posts)[number]): Promise<Post> {
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  const target = new URL(app.receiver);
  using client = await connectRaw(Number(target.port));
  const bytes = Buffer.from(body);
  const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}\r\n`);
  await client.send(
    `POST ${path} HTTP/1.1\r\nHost: x\r\n${lines.join('')}Content-Length: ${bytes.length}\r\n\r\n`,
    bytes,
  );
  expect((await client.answer()).status).toBe(200);
  const { body: page } = await app.api<{ posts: { id: number }[] }>('GET', '/posts?limit=1');
  return (await app.api<Post>('GET', `/posts/${page.posts[0]?.id}`)).body;
}

async function handlerOf(app: TestApp, language: string): Promise<Handler> {
  const { body } = await app.api<Handler[]>('GET', '/dialects/txtwire/handlers');
  const handler = body.find((one) => one.language === language);
  if (!handler) throw new Error(`There is no handler for ${language}.`);
  return handler;
}

async function replay(app: TestApp, post: Post, target: string): Promise<NonNullable<Delivery['response']>> {
  const { body } = await app.api<Delivery>('POST', `/posts/${post.id}/replay`, { target });
  if (!body.response) throw new Error(body.error?.message ?? 'There was no answer.');
  return body.response;
}

describe.each(Object.keys(runtimes))('the handler for %s', (language) => {
  const reason = whyNot(language);
  const name = (text: string) => (reason ? `${text} (SKIPPED: ${reason})` : text);

  test.skipIf(reason !== null)(
    name('reads each replayed post as the app does, and answers 200 without a body'),
    async () => {
      await using app = await startApp();
      await using handler = await start(await handlerOf(app, language), { HANDLER_DEBUG: '1' });
      for (const sample of posts.filter((one) => one.only?.includes(language) ?? !one.not?.includes(language))) {
        const post = await stored(app, sample);
        const answer = await replay(app, post, handler.url);
        expect(answer, sample.what).toMatchObject({ status: 200, body: '', bodySize: 0 });
        const line = await handler.next();
        const kind = sample.path.startsWith('/status') || sample.what.startsWith('a status') ? 'status' : 'callback';
        const { fields, repeated } = expected(post, Object.keys(line.fields));
        expect(line.kind, sample.what).toBe(kind);
        expect(line.fields, sample.what).toEqual(fields);
        if (line.repeated) expect(line.repeated, sample.what).toEqual(repeated);
        if (sample.what.startsWith('a plain')) expect(Object.keys(line.fields)).toHaveLength(13);
      }
    },
  );

  test.skipIf(reason !== null)(
    name('keeps credentials out of what it writes, and knows a status that came twice'),
    async () => {
      await using app = await startApp();
      await using handler = await start(await handlerOf(app, language), {});
      const secret = await stored(app, {
        what: '',
        path: '/callback',
        body: 'api_key=tell-no-one&password=&message=hi',
      });
      await replay(app, secret, handler.url);
      expect((await handler.next()).fields).toMatchObject({
        api_key: '***',
        password: '',
        user_name: null,
        message: 'hi',
      });
      const status = await stored(app, { what: '', path: '/status', body: 'ticket=7&status=sent' });
      const other = await stored(app, { what: '', path: '/status', body: 'ticket=7&status=0' });
      const said: (boolean | undefined)[] = [];
      for (const post of [status, status, other, status]) {
        await replay(app, post, handler.url);
        said.push((await handler.next()).duplicate);
      }
      // PHP forgets everything between two requests.
      if (language !== 'php') expect(said).toEqual([false, true, false, true]);
    },
  );
});
