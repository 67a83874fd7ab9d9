import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../../main/tunnel/program-path.ts';
import { createSsh, type SshOptions, sshArgs } from '../../main/tunnel/ssh.ts';
import { reasonOfSshEnd } from '../../main/tunnel/ssh-reasons.ts';
import { freePort } from '../helpers/free-port.ts';
import { type SshServer, startSshServer } from '../helpers/ssh-server.ts';
import { serve } from './world.ts';

const plain: SshOptions = {
  host: 'localhost.run',
  port: 22,
  user: null,
  key: null,
  remotePort: 80,
  name: null,
  remoteCommand: null,
  url: null,
};

function providerFor(server: SshServer, options: Partial<SshOptions> = {}) {
  const { port, key, extra } = server;
  return createSsh({ ...plain, host: '127.0.0.1', user: 'me', port, key, extra, ...options });
}

function openAt(server: SshServer, options: Partial<SshOptions> = {}, port = 1) {
  const signal = AbortSignal.timeout(10_000);
  return providerFor(server, options).open({ port, name: options.name ?? 'calm-fox', signal });
}

describe('the arguments of ssh', () => {
  const line = (options: Partial<SshOptions>, name: string | null = null) =>
    sshArgs({ ...plain, ...options }, 4710, name).join(' ');

  test('forward a port, never ask, and notice a dead connection', () => {
    const args = line({});
    for (const option of [
      'BatchMode=yes',
      'ExitOnForwardFailure=yes',
      'StrictHostKeyChecking=accept-new',
      'ServerAliveInterval=15',
      'ConnectTimeout=10',
      'ControlPath=none',
    ]) {
      expect(args).toContain(`-o ${option}`);
    }
    expect(args).toMatch(/-R 80:127\.0\.0\.1:4710 -p 22 -l nokey localhost\.run$/);
    expect(args).not.toContain('-N');
  });

  test('carry name, port, user, key and command', () => {
    const own = {
      host: 'tun.example.com',
      port: 2222,
      user: 'token+a',
      key: '/k',
      remotePort: 0,
      remoteCommand: '--output json',
    };
    expect(line(own, 'calm-fox')).toMatch(
      /-R calm-fox:0:127\.0\.0\.1:4710 -p 2222 -l token\+a -i \/k -o IdentitiesOnly=yes tun\.example\.com -- --output json$/,
    );
  });

  test('open no session where the URL is known and nothing is to be run', () => {
    expect(line({ url: 'https://sms.example.com' })).toContain(' -N localhost.run');
    expect(line({ url: 'https://sms.example.com', remoteCommand: 'x' })).not.toContain('-N');
  });

  test('do not name the guest of localhost.run where a key or a user is given', () => {
    expect(line({ key: '/k' })).not.toContain('-l');
    expect(line({ user: 'me' })).toContain('-l me');
    expect(line({ host: 'serveo.net' })).not.toContain('-l');
  });
});

test.each([
  [{ host: '-oProxyCommand=touch x' }, 'is no host name'],
  [{ host: 'a b' }, 'is no host name'],
  [{ host: 'me@example.com' }, 'is no host name'],
  [{ user: '-x' }, 'is no user name'],
  [{ user: '' }, 'is no user name'],
  [{ key: ' ' }, 'path of a private key'],
  [{ name: 'a:80' }, 'The name "a:80" is none'],
  [{ name: '-a' }, 'is none'],
  [{ remoteCommand: 'a\nb' }, 'must be one line'],
  [{ url: 'ftp://a.test' }, 'URL'],
])('%j is refused with a sentence', (change, sentence) => {
  expect(() => createSsh({ ...plain, ...change })).toThrow(sentence);
});

test('a name is compared only where one was asked for', () => {
  expect(createSsh(plain).nameOf('https://relego.serveo.net')).toBeNull();
  const named = createSsh({ ...plain, name: 'Calm-Fox' });
  expect(named.nameOf('https://calm-fox.serveo.net')).toBe('Calm-Fox');
  expect(named.nameOf('https://relego.serveo.net')).toBe('relego');
  expect(createSsh({ ...plain, name: 'sms.example.com' }).nameOf('https://sms.example.com')).toBe('sms.example.com');
});

test('an ssh that is not there is told with how to install it', async () => {
  const opening = createSsh({ ...plain, program: 'no-such-ssh' }).open({
    port: 1,
    name: 'x',
    signal: new AbortController().signal,
  });
  await expect(opening).rejects.toThrow(/^The program ssh is not at "no-such-ssh".*\. .{10,}\.$/);
});

const hasSsh = (await findProgram('ssh')) !== null;
describe.skipIf(!hasSsh)(hasSsh ? 'ssh' : 'ssh (skipped: there is no ssh on this machine)', () => {
  test('asks for a name, runs a command, and reads the URL from the answer', async () => {
    await using server = await startSshServer();
    server.greet = ({ url }) =>
      `{"event":"tcpip-forward","message":"tunneled with tls termination, ${url.replace('http:', 'https:')}"}\n`;
    const tunnel = await openAt(server, { name: 'calm-fox', remotePort: 8080, remoteCommand: '--output json' });
    expect(tunnel.url).toBe(`https://calm-fox.ssh.test:${server.publicPort}`);
    expect(server.asked).toEqual({ bindings: ['calm-fox:8080'], users: ['me'], commands: ['--output json'] });
    await tunnel.close();
    await expect.poll(() => server.connections).toBe(0);
  });

  test('waits a moment for the https URL that follows an http one, and takes the http one when none does', async () => {
    await using server = await startSshServer();
    server.greet = () => 'http://a.pinggy.link\r\nhttps://a.pinggy.link\r\n';
    const both = await openAt(server);
    expect(both.url).toBe('https://a.pinggy.link');
    await both.close();
    server.greet = () => 'http://a.pinggy.link\r\n';
    const one = await openAt(server);
    expect(one.url).toBe('http://a.pinggy.link');
    await one.close();
  });

  test('tells of trouble when the server announces another URL in the same session', async () => {
    await using server = await startSshServer();
    let troubles = 0;
    const tunnel = await providerFor(server).open({
      port: 1,
      name: 'x',
      signal: new AbortController().signal,
      onTrouble() {
        troubles += 1;
      },
    });
    server.say(`Forwarding HTTP traffic from ${tunnel.url}\r\n`);
    server.say('b.lhr.life tunneled with tls termination, https://b.lhr.life\r\n');
    await expect.poll(() => troubles).toBe(1);
    await tunnel.close();
  });

  test('opens without a session where the URL is given', async () => {
    await using receiver = await serve((_request, response) => response.end('here'));
    await using server = await startSshServer();
    const url = `http://127.0.0.1:${server.publicPort}`;
    const tunnel = await openAt(server, { url, remotePort: 0 }, receiver.port);
    expect(tunnel.url).toBe(url);
    expect((await server.publicFetch(url)).body.toString()).toBe('here');
    expect(server.asked.commands).toEqual([]);
    await tunnel.close();
  });

  test('tells when the receiver cannot be reached', async () => {
    await using server = await startSshServer();
    const port = await freePort();
    let troubles = 0;
    const signal = new AbortController().signal;
    const tunnel = await providerFor(server).open({
      port,
      name: 'x',
      signal,
      onTrouble: () => {
        troubles += 1;
      },
    });
    await server.publicFetch(tunnel.url).catch(() => null);
    await expect.poll(() => troubles).toBeGreaterThan(0);
    await tunnel.close();
  });

  describe('says in a sentence why it failed:', () => {
    test('the host key is another than before', async () => {
      await using server = await startSshServer();
      await (await openAt(server)).close();
      await server.restart({ newHostKey: true });
      await expect(openAt(server)).rejects.toThrow(
        `another host key than before: either it was set up anew, or somebody stands in between. If you expected that, forget the old key with: ssh-keygen -R "[127.0.0.1]:${server.port}"`,
      );
    });

    test('the key is refused', async () => {
      await using server = await startSshServer();
      server.refuseKeys = true;
      await expect(openAt(server)).rejects.toThrow(/lets me not in \(publickey\): it does not know the key/);
    });

    test('the key file is not there', async () => {
      await using server = await startSshServer();
      await expect(openAt(server, { key: `${server.key}-none` })).rejects.toThrow(
        /The key file .*-none cannot be read/,
      );
    });

    test('the port, or the name, is refused', async () => {
      await using server = await startSshServer();
      server.refuseForwarding = true;
      await expect(openAt(server)).rejects.toThrow(/refuses to lead port 80 here/);
      await expect(openAt(server, { name: 'calm-fox' })).rejects.toThrow(/refuses the name "calm-fox"/);
      await expect(openAt(server, { url: 'https://sms.example.com' })).rejects.toThrow(/refuses to lead port 80 here/);
    });

    test('nothing listens there', async () => {
      await using server = await startSshServer();
      await server.kill();
      await expect(openAt(server)).rejects.toThrow(/refuses the connection/);
    });

    test('its name does not resolve', async () => {
      await using server = await startSshServer();
      await expect(openAt(server, { host: 'ssh.invalid' })).rejects.toThrow(/its name cannot be resolved/);
    });

    test('it is no SSH server', async () => {
      await using server = await startSshServer();
      await using web = await serve((_request, response) => response.end());
      await expect(openAt(server, { port: web.port })).rejects.toThrow(/it may be no SSH server/);
    });

    test('it prints no URL', async () => {
      await using server = await startSshServer();
      server.greet = () => 'Welcome! See https://help.example.com for help.\r\n';
      await expect(openAt(server, { openMs: 6000 })).rejects.toThrow(
        /printed no public URL in time.*Its last line was: Welcome!/,
      );
      await expect.poll(() => server.connections).toBe(0);
    });

    test('it accepts and then is silent', async () => {
      await using server = await startSshServer();
      const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await expect.poll(() => silent.listening).toBe(true);
      const port = (silent.address() as { port: number }).port;
      await expect(openAt(server, { port, openMs: 300 })).rejects.toThrow(/printed no public URL in time/);
      silent.close();
    });

    test('it closes the connection of an open tunnel', async () => {
      await using server = await startSshServer();
      const tunnel = await openAt(server);
      await server.kill();
      expect(await tunnel.closed).toMatch(/^The SSH server 127\.0\.0\.1:\d+ closed the connection\.$/);
    });
  });

  test('keeps the host key where it was told to, and only there', async () => {
    await using server = await startSshServer();
    await (await openAt(server)).close();
    const file = server.extra.find((text) => text.startsWith('UserKnownHostsFile='))?.split('=')[1] ?? '';
    expect(await readFile(file, 'utf8')).toContain(`[127.0.0.1]:${server.port} `);
  });
});

/** Texts that no server on loopback makes ssh say, as OpenSSH words them. */
test.each([
  ['Bad owner or permissions on /home/me/.ssh/config', 'refuses to read /home/me/.ssh/config'],
  [
    'Permissions 0644 for \'/k\' are too open.\nLoad key "/k": bad permissions\nme@a.test: Permission denied (publickey).',
    'others may read it',
  ],
  [
    'Warning: Identity file /k not accessible: No such file or directory.\nssh: connect to host a.test port 22: No route to host',
    'there is no way to it',
  ],
  ['ssh: connect to host a.test port 22: Connection timed out', 'does not answer'],
  ['ssh: connect to host a.test port 22: Operation timed out', 'does not answer'],
  ['command-line: line 0: Bad configuration option: foo', 'does not know the option foo'],
  ['Timeout, server a.test not responding.', 'stopped answering'],
  ['client_loop: send disconnect: Broken pipe', 'closed the connection'],
  ['something new', 'ended: something new.'],
  ['debug1: only noise', 'did not say why'],
])('%j becomes a sentence', (text, sentence) => {
  const stderr = text.split('\n');
  const end = { code: 255, signal: null, error: null };
  const target = { host: 'a.test', port: 22, user: null, key: '/k', name: null, remotePort: 80 };
  expect(reasonOfSshEnd(target, end, { all: stderr, stderr })).toContain(sentence);
});
