import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultDataFolder, parseCommand as parse, type RunCommand } from '../../main/options.ts';

/** What the parser prints on its own. */
let printed = '';
beforeEach(() => {
  printed = '';
  const take = (text: unknown) => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A command line that runs the app. */
function parseCommand(argv: string[], env: NodeJS.ProcessEnv): RunCommand {
  const command = parse(argv, env);
  if ('action' in command || command.command === 'replay') throw new Error(`${argv.join(' ')} only asks.`);
  return command;
}

/** The exit code of a command line that is not run. */
function refused(argv: string[], env: NodeJS.ProcessEnv = {}): number {
  try {
    parseCommand(argv, env);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  throw new Error(`${argv.join(' ')} was accepted.`);
}

const defaults = {
  receiverPort: 4710,
  inspectorPort: 4711,
  tunnel: null,
  target: null,
};
const localtunnel = { provider: 'localtunnel', host: 'https://localtunnel.me', name: null };
const ssh = {
  provider: 'ssh',
  host: 'localhost.run',
  port: 22,
  user: null,
  key: null,
  remotePort: 80,
  name: null,
  remoteCommand: null,
  url: null,
};

describe('commands', () => {
  test.each([
    [[], 'open'],
    [['open'], 'open'],
    [['--json'], 'open'],
    [['serve'], 'serve'],
  ])('%j is %s with the defaults', (argv, command) => {
    expect(parseCommand(argv, {})).toMatchObject({ command, openBrowser: true, options: defaults });
  });

  test.each([[['--help']], [['-h']], [['help']], [['serve', '--help']], [['open', '-h']]])(
    '%j prints help and exits 0',
    (argv) => {
      expect(refused(argv, { TAPLINE_DATA: '/somewhere' })).toBe(0);
      expect(printed).toMatch(/^Usage: tapline/);
    },
  );

  test('--version prints it, whatever the environment says', () => {
    expect(refused(['--version'], { TAPLINE_RECEIVER_PORT: 'x' })).toBe(0);
    expect(printed).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('the help of a command has every flag', () => {
    refused(['serve', '--help']);
    for (const flag of [
      'data',
      'receiver-port',
      'inspector-port',
      'tunnel',
      'tunnel-host',
      'subdomain',
      'target',
      'no-open',
      'json',
    ]) {
      expect(printed).toContain(`--${flag} `);
    }
  });
});

describe('asking a Tapline that runs', () => {
  test.each([
    [['tunnel'], { command: 'tunnel', action: 'show', json: false }],
    [['tunnel', 'test', '--json'], { command: 'tunnel', action: 'test', json: true }],
    [['tunnel', 'restart'], { command: 'tunnel', action: 'restart', json: false }],
    [['outages'], { command: 'outages', action: 'show', json: false }],
  ])('%j', (argv, command) => {
    const env = { TAPLINE_DATA: '/somewhere', TAPLINE_TUNNEL: 'off' };
    expect(parse(argv, env)).toEqual({ ...command, dataFolder: resolve('/somewhere') });
  });
});

describe('flags and their environment twins', () => {
  const cases: [flag: string, value: string, twin: string, key: string, read: unknown][] = [
    ['--data', 'some/folder', 'TAPLINE_DATA', 'dataFolder', resolve('some/folder')],
    ['--receiver-port', '0', 'TAPLINE_RECEIVER_PORT', 'receiverPort', 0],
    ['--receiver-port', '65535', 'TAPLINE_RECEIVER_PORT', 'receiverPort', 65_535],
    ['--inspector-port', '5000', 'TAPLINE_INSPECTOR_PORT', 'inspectorPort', 5000],
    ['--tunnel', 'localtunnel', 'TAPLINE_TUNNEL', 'tunnel', localtunnel],
    ['--tunnel', 'off', 'TAPLINE_TUNNEL', 'tunnel', { provider: 'off' }],
    ['--tunnel', 'ssh', 'TAPLINE_TUNNEL', 'tunnel', ssh],
    ['--tunnel', 'cloudflared', 'TAPLINE_TUNNEL', 'tunnel', { provider: 'cloudflared', program: null }],
    ['--tunnel', 'ngrok', 'TAPLINE_TUNNEL', 'tunnel', { provider: 'ngrok', program: null, name: null }],
    [
      '--tunnel',
      'https://sms.example.com',
      'TAPLINE_TUNNEL',
      'tunnel',
      { provider: 'url', url: 'https://sms.example.com' },
    ],
    [
      '--tunnel-host',
      'http://127.0.0.1:9000',
      'TAPLINE_TUNNEL_HOST',
      'tunnel',
      { ...localtunnel, host: 'http://127.0.0.1:9000' },
    ],
    ['--subdomain', 'Calm-Fox', 'TAPLINE_SUBDOMAIN', 'tunnel', { ...localtunnel, name: 'calm-fox' }],
    ['--ssh-host', 'a.pinggy.io', 'TAPLINE_SSH_HOST', 'tunnel', { ...ssh, host: 'a.pinggy.io' }],
    [
      '--ssh-host',
      'me@box.example:443',
      'TAPLINE_SSH_HOST',
      'tunnel',
      { ...ssh, host: 'box.example', user: 'me', port: 443 },
    ],
    ['--ssh-key', '/keys/id', 'TAPLINE_SSH_KEY', 'tunnel', { ...ssh, key: '/keys/id' }],
    ['--ssh-remote-port', '8080', 'TAPLINE_SSH_REMOTE_PORT', 'tunnel', { ...ssh, remotePort: 8080 }],
    ['--ssh-command', 'open', 'TAPLINE_SSH_COMMAND', 'tunnel', { ...ssh, remoteCommand: 'open' }],
    ['--ssh-url', 'https://me.example', 'TAPLINE_SSH_URL', 'tunnel', { ...ssh, url: 'https://me.example' }],
    ['--target', 'http://localhost:8080/cb', 'TAPLINE_TARGET', 'target', 'http://localhost:8080/cb'],
  ];

  test('each flag is read, from the command line and from the environment', () => {
    for (const [flag, value, twin, key, read] of cases) {
      for (const command of ['serve', 'open']) {
        expect.soft(parseCommand([command, flag, value], {}).options).toHaveProperty(key, read);
        expect.soft(parseCommand([command, `${flag}=${value}`], {}).options).toHaveProperty(key, read);
        expect.soft(parseCommand([command], { [twin]: value }).options).toHaveProperty(key, read);
      }
      expect.soft(parseCommand([], { [twin]: value }).options).toHaveProperty(key, read);
      expect.soft(parseCommand([flag, value], {})).toMatchObject({ command: 'open' });
    }
  });

  test('the command line wins over the environment, which wins over the default', () => {
    const env = { TAPLINE_RECEIVER_PORT: '1', TAPLINE_INSPECTOR_PORT: '2', TAPLINE_TUNNEL: 'off' };
    expect(parseCommand(['serve', '--receiver-port', '3'], env).options).toMatchObject({
      ...defaults,
      receiverPort: 3,
      inspectorPort: 2,
      tunnel: { provider: 'off' },
    });
  });

  test.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
    ['no', false],
    ['', false],
  ])('a switch in the environment that is "%s" is %s', (value, isOn) => {
    const command = parseCommand(['serve'], { TAPLINE_JSON: value, TAPLINE_NO_OPEN: value });
    expect([command.json, command.openBrowser]).toEqual([isOn, !isOn]);
  });

  test('an empty variable counts as none', () => {
    expect(parseCommand(['serve'], { TAPLINE_RECEIVER_PORT: '', TAPLINE_DATA: '' }).options.receiverPort).toBe(4710);
  });
});

describe('wrong usage', () => {
  test.each([
    [['frobnicate'], 'frobnicate'],
    [['serve', 'extra'], 'extra'],
    [['--nope'], '--nope'],
    [['serve', '--receiver-port'], '--receiver-port'],
    [['--receiver-port', 'x'], '0 to 65535'],
    [['--receiver-port', '65536'], '0 to 65535'],
    [['--receiver-port', '-1'], '0 to 65535'],
    [['--inspector-port', '1.5'], '0 to 65535'],
    [['--inspector-port', '0x10'], '0 to 65535'],
    [['--tunnel', 'pigeon'], 'localtunnel'],
    [['--ssh-host', '-oProxyCommand=x'], 'user@host'],
    [['--ssh-host', 'box:70000'], 'user@host'],
    [['tunnel', 'explode'], 'restart'],
    [['--tunnel', 'ftp://x'], 'http(s)'],
    [['--tunnel-host', 'nonsense'], 'http(s)'],
    [['--subdomain', 'a'], '4 to 63'],
    [['--subdomain', 'under_score'], '4 to 63'],
    [['--target', 'localhost:8080'], 'http(s)'],
    [['--data', ''], 'Name a folder'],
  ])('%j: exit code 2 and a sentence', (argv, says) => {
    expect(refused(argv)).toBe(2);
    expect(printed).toMatch(/^error: /);
    expect(printed).toContain(says);
    expect(printed).toContain('--help" for');
    expect(printed).not.toContain('    at ');
  });

  test('who set a wrong value in the environment is told its name there', () => {
    expect(refused(['serve'], { TAPLINE_RECEIVER_PORT: 'x' })).toBe(2);
    expect(printed).toContain('TAPLINE_RECEIVER_PORT');
    printed = '';
    expect(refused(['serve', '--receiver-port', 'y'], { TAPLINE_RECEIVER_PORT: '1' })).toBe(2);
    expect(printed).not.toContain('TAPLINE_RECEIVER_PORT');
  });
});

describe('the default data folder', () => {
  test.each([
    ['linux', {}, join(homedir(), '.local', 'share', 'tapline')],
    ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'tapline')],
    ['freebsd', {}, join(homedir(), '.local', 'share', 'tapline')],
    ['darwin', { XDG_DATA_HOME: '/data' }, join(homedir(), 'Library', 'Application Support', 'Tapline')],
    ['win32', {}, join(homedir(), 'AppData', 'Local', 'Tapline')],
    ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'Tapline')],
  ] as const)('%s with %j', (platform, env, folder) => {
    expect(defaultDataFolder(env, platform)).toBe(folder);
  });
});
