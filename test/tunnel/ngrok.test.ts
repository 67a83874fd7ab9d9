import { describe, expect, test } from 'vitest';
import { createNgrok } from '../../main/tunnel/ngrok.ts';
import { parseRecord, readRecord, reasonInLog, reasonOfRefusal } from '../../main/tunnel/ngrok-log.ts';
import { startStandIn } from '../helpers/program-edge.ts';

const read = (line: string) => readRecord(parseRecord(line));

/** Shapes as recorded in public repositories and issues (github.com/inconshreveable/ngrok/issues/66, 282 and 937). */
describe('the log of ngrok', () => {
  test.each([
    '{"addr":"http://localhost:4710","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"2026-03-07T03:51:06.333981-08:00","url":"https://1b9aa411aea5.ngrok.app"}',
    '{"t":"2026-09-12T20:25:17+0200","lvl":"info","msg":"started tunnel","obj":"tunnels","name":"command_line","addr":{"Scheme":"http","Host":"127.0.0.1:9700"},"url":"https://1b9aa411aea5.ngrok.app"}',
    't=2026-09-30T02:40:01+0000 lvl=info msg="started tunnel" obj=tunnels name=command_line addr=http://localhost:4142 url=https://1b9aa411aea5.ngrok.app',
  ])('%j opens the tunnel', (line) => {
    expect(read(line)).toEqual({ kind: 'open', url: 'https://1b9aa411aea5.ngrok.app' });
  });

  test.each([
    'lvl=eror msg="heartbeat timeout, terminating session" obj=csess id=6bd5d92d4c84 clientid=38104d2e579069f6',
    'lvl=eror msg="session closed, starting reconnect loop" obj=csess id=e37e06e0f0ba err="session closed"',
    '{"lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session","err":"dial tcp: lookup connect.ngrok-agent.com: no such host"}',
  ])('%j is trouble', (line) => {
    expect(read(line)).toEqual({ kind: 'trouble' });
  });

  test.each([
    '{"lvl":"info","msg":"no configuration paths supplied"}',
    '{"lvl":"info","msg":"starting web service","obj":"web","addr":"127.0.0.1:4040","allow_hosts":[]}',
    '{"lvl":"warn","msg":"failed to open private leg","err":"dial tcp 127.0.0.1:4710: connect: connection refused"}',
    '{"lvl":"info","msg":"started tunnel","url":"tcp://0.tcp.ngrok.io:18899"}',
    '{"lvl":"info",',
    'not a log at all',
  ])('%j means nothing', (line) => {
    expect(read(line)).toBeNull();
  });

  test('a refusal with a code ends it, in JSON as in logfmt', () => {
    const err =
      "The tunnel 'https://a.ngrok.app' is already bound to another tunnel session\\r\\n\\r\\nERR_NGROK_334\\r\\n";
    const failure = { kind: 'failure', reason: expect.stringMatching(/in use by another agent.*\(ERR_NGROK_334\)$/) };
    expect(read(`{"lvl":"eror","msg":"failed to reconnect session","err":"${err}"}`)).toEqual(failure);
    expect(read(`lvl=eror msg="failed to reconnect session" obj=csess err="${err}"`)).toEqual(failure);
  });

  test.each([
    [
      'authentication failed: Usage of ngrok requires […]\n\r\nERR_NGROK_4018\r\n',
      'ngrok config add-authtoken <token>',
    ],
    ['The authtoken you specified is properly formed, but it is invalid.\r\n\r\nERR_NGROK_107', 'not valid any more'],
    ['Your account is limited to 1 simultaneous ngrok agent sessions.\r\n\r\nERR_NGROK_108', 'end the other ngrok'],
    [
      'Something\nnew happened.\r\n\r\nERR_NGROK_9999',
      'ngrok refuses: Something new happened. (ERR_NGROK_9999, see https://ngrok.com/docs/errors/err_ngrok_9999).',
    ],
    ['ERR_NGROK_9999', 'ngrok refuses (ERR_NGROK_9999, see'],
  ])('%j becomes a sentence', (text, sentence) => {
    expect(reasonOfRefusal(text)).toContain(sentence);
  });

  test('is searched for the reason of an end', () => {
    expect(reasonInLog(['{"lvl":"info","msg":"open config file","err":null}'])).toBeNull();
    expect(reasonInLog(['{"lvl":"crit","msg":"command failed","err":"strange"}'])).toBe('ngrok says: strange.');
    expect(reasonInLog(['ERROR:  unknown flag: --foo'])).toBe('ngrok says: ERROR: unknown flag: --foo.');
  });
});

test.each(['https://a.ngrok.app', 'ngrok', 'a b.ngrok.app', '-a.ngrok.app', ''])('the domain %j is refused', (name) => {
  expect(() => createNgrok({ program: null, name })).toThrow('give a host name such as example.ngrok.app');
});

test('names are whole domains, compared only where one was asked for', () => {
  expect(createNgrok({ program: null, name: null }).nameOf('https://a.ngrok.app')).toBeNull();
  const named = createNgrok({ program: null, name: 'Calm.ngrok.app' });
  expect(named.nameOf('https://calm.ngrok.app')).toBe('Calm.ngrok.app');
  expect(named.nameOf('https://other.ngrok.app')).toBe('other.ngrok.app');
});

describe.skipIf(process.platform === 'win32')('ngrok, by its stand-in', () => {
  const domain = 'calm-fox.ngrok.test';
  const open = (program: string, name: string | null = null) =>
    createNgrok({ program, name }).open({ port: 4710, name: name ?? 'calm-fox', signal: AbortSignal.timeout(10_000) });

  test('is started with a log that can be read', async () => {
    await using standIn = await startStandIn('program-ngrok.ts');
    const tunnel = await open(standIn.program);
    expect(tunnel.url).toBe(`http://127.0.0.1:${standIn.publicPort}`);
    expect(await standIn.starts()).toEqual([['http', '4710', '--log', 'stdout', '--log-format', 'json']]);
    await tunnel.close();
  });

  test('is asked for a domain with --url, and with --domain when it is too old for that', async () => {
    await using standIn = await startStandIn('program-ngrok.ts');
    const log = ['http', '4710', '--log', 'stdout', '--log-format', 'json'];
    await (await open(standIn.program, domain)).close();
    await standIn.setMode('old');
    const tunnel = await open(standIn.program, domain);
    expect(tunnel.url).toBe(`http://${domain}:${standIn.publicPort}`);
    expect(await standIn.starts()).toEqual([
      [...log, '--url', `https://${domain}`],
      [...log, '--url', `https://${domain}`],
      [...log, '--domain', domain],
    ]);
    await tunnel.close();
  });

  test('is asked by its agent API when its log does not name the URL, for our tunnel and no other', async () => {
    await using standIn = await startStandIn('program-ngrok.ts');
    await standIn.setMode('no-url-in-log');
    const tunnel = await open(standIn.program);
    expect(tunnel.url).toBe(`http://127.0.0.1:${standIn.publicPort}`);
    await tunnel.close();
  });

  test.each([
    [
      'no-token',
      /^ngrok needs an account and its authtoken: .*"ngrok config add-authtoken <token>"\. \(ERR_NGROK_4018\)$/,
    ],
    ['in-use', /^The ngrok name is in use by another agent/],
  ])('that is refused (%s) says why', async (mode, sentence) => {
    await using standIn = await startStandIn('program-ngrok.ts');
    await standIn.setMode(mode);
    await expect(open(standIn.program)).rejects.toThrow(sentence);
  });

  test('that is not there is told with how to install it', async () => {
    await expect(open('/nowhere/ngrok')).rejects.toThrow(
      /^The program ngrok is not at "\/nowhere\/ngrok".*\. .{10,}\.$/,
    );
  });
});
