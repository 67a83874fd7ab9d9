import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command as Commander, InvalidArgumentError, Option } from 'commander';
import { type ReplayJobInput, type TunnelChoice, tunnelChoiceSchema } from '../contract/index.ts';
import { parseTarget } from './replay/target.ts';
import { type ReplayFlags, toReplayInput, withReplayFlags } from './replay-options.ts';
import { parseTunnelHost } from './tunnel/localtunnel.ts';
import { isValidName } from './tunnel/name.ts';
import { parsePublicUrl } from './tunnel/url.ts';
import { version } from './version.ts';

export interface AppOptions {
  dataFolder: string;
  receiverPort: number;
  inspectorPort: number;
  /** Null = what was chosen in the window, else a localtunnel. */
  tunnel: TunnelChoice | null;
  /** Default target of replays; null = the setting. */
  target: string | null;
  /** Folder of the built window. */
  rendererFolder: string;
}

/** Runs the app. */
export interface RunCommand {
  command: 'open' | 'serve';
  options: AppOptions;
  /** JSON lines on stdout. */
  json: boolean;
  /** Open a browser on the inspector. */
  openBrowser: boolean;
}

/** Asks the Tapline that runs with a data folder. */
export interface AskCommand {
  command: 'tunnel' | 'outages';
  /** What to do with the tunnel first. */
  action: 'show' | 'restart' | 'test';
  dataFolder: string;
  /** The API's answer as one line of JSON. */
  json: boolean;
}

/** Replays posts with the Tapline that runs with a data folder. */
export interface ReplayCommand {
  command: 'replay';
  dataFolder: string;
  input: ReplayJobInput;
  /** The job, when it is over, as one line of JSON. */
  json: boolean;
}

export type Command = RunCommand | AskCommand | ReplayCommand;

interface SshHost {
  user: string | null;
  host: string;
  port: number;
}

interface Flags {
  data: string;
  receiverPort: number;
  inspectorPort: number;
  tunnel?: string;
  tunnelHost?: string;
  tunnelProgram?: string;
  subdomain?: string;
  sshHost?: SshHost;
  sshKey?: string;
  sshRemotePort?: number;
  sshCommand?: string;
  sshUrl?: string;
  target?: string;
  open: boolean;
  json?: boolean;
}

/**
 * Reads the command line and its environment twins (`--receiver-port` = `TAPLINE_RECEIVER_PORT`).
 * @param argv arguments after the program's name
 * @throws CommanderError with the exit code: 0 after --help and --version (already printed), 2 for wrong usage
 */
export function parseCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  let parsed: Command | null = null;
  const program = new Commander('tapline')
    .description('Receives, stores, explains and replays the callbacks and status posts of an SMS platform.')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(text + environmentHint(text, argv, env)) })
    .showHelpAfterError('Run "tapline --help" for the commands.')
    .addHelpText('after', '\nWithout a command it is "open". Both take the same flags: see "tapline serve --help".')
    .exitOverride((error) => {
      // Commander says 1 for wrong usage; 1 is ours for "cannot start".
      if (error.exitCode !== 0) error.exitCode = 2;
      throw error;
    });
  const take = (command: RunCommand['command']) => (flags: Flags) => {
    parsed = toCommand(command, flags);
  };
  const ask = (command: AskCommand['command'], action: AskCommand['action'], { data, json = false }: Flags) => {
    parsed = { command, action, dataFolder: resolve(data), json };
  };
  withFlags(program.command('open'), env)
    .description('open the desktop app or, where it cannot run, the same inspector in the browser')
    .action(take('open'));
  withFlags(program.command('serve'), env)
    .description('run headless, with the inspector in a browser')
    .action(take('serve'));
  withAskFlags(program.command('tunnel'), env)
    .description('tell the state of the tunnel of the Tapline that runs')
    .addArgument(new Argument('[action]', 'what to do first').choices(['restart', 'test']))
    .action((action: 'restart' | 'test' | undefined, flags: Flags) => ask('tunnel', action ?? 'show', flags));
  withAskFlags(program.command('outages'), env)
    .description('list the outages on record, newest first')
    .action((flags: Flags) => ask('outages', 'show', flags));
  withReplayFlags(withAskFlags(program.command('replay'), env)).action((flags: ReplayFlags & Flags) => {
    parsed = {
      command: 'replay',
      dataFolder: resolve(flags.data),
      input: toReplayInput(flags),
      json: flags.json ?? false,
    };
  });
  program.parse(withEnvironment(argv, env), { from: 'user' });
  if (parsed === null) throw new InvalidArgumentError('No command was given.');
  return parsed;
}

/** Flags of the commands that ask a running Tapline. */
function withAskFlags(command: Commander, env: NodeJS.ProcessEnv): Commander {
  return command
    .allowExcessArguments(false)
    .showHelpAfterError(`Run "tapline ${command.name()} --help" for all flags.`)
    .addOption(dataOption(env))
    .addOption(new Option('--json', 'one JSON object on stdout'));
}

function dataOption(env: NodeJS.ProcessEnv): Option {
  return new Option('--data <dir>', 'folder of the database and settings')
    .default(defaultDataFolder(env), 'your data folder')
    .argParser(toFolder);
}

function withFlags(command: Commander, env: NodeJS.ProcessEnv): Commander {
  return command
    .allowExcessArguments(false)
    .showHelpAfterError(`Run "tapline ${command.name()} --help" for all flags.`)
    .addOption(dataOption(env))
    .addOption(
      new Option('--receiver-port <n>', 'port that posts arrive at, 0 = any free one').default(4710).argParser(toPort),
    )
    .addOption(
      new Option('--inspector-port <n>', 'port of the inspector and its API, 0 = any free one')
        .default(4711)
        .argParser(toPort),
    )
    .addOption(
      new Option(
        '--tunnel <kind>',
        'localtunnel, ssh, cloudflared, ngrok, off, or a URL that already leads here (default: what was chosen last, at first localtunnel)',
      ).argParser(toTunnel),
    )
    .addOption(
      new Option('--tunnel-host <url>', 'localtunnel server (default: https://localtunnel.me)').argParser(
        checked(parseTunnelHost),
      ),
    )
    .addOption(new Option('--tunnel-program <file>', 'cloudflared or ngrok, where it is not on PATH'))
    .addOption(
      new Option('--subdomain <name>', 'name in the public URL (default: one made once and kept)').argParser(toName),
    )
    .addOption(
      new Option('--ssh-host <[user@]host[:port]>', 'SSH server of the tunnel (default: localhost.run)').argParser(
        toSshHost,
      ),
    )
    .addOption(new Option('--ssh-key <file>', 'private key for the SSH server'))
    .addOption(new Option('--ssh-remote-port <n>', 'port asked for on the SSH server (default: 80)').argParser(toPort))
    .addOption(new Option('--ssh-command <text>', 'command run on the SSH server'))
    .addOption(
      new Option('--ssh-url <url>', 'public URL of the SSH server, where it does not print one').argParser(
        checked(parsePublicUrl),
      ),
    )
    .addOption(new Option('--target <url>', 'default target of replays').argParser(checked(parseTarget)))
    .addOption(new Option('--no-open', 'do not open a browser'))
    .addOption(new Option('--json', 'one JSON object per line on stdout'));
}

const tunnelFlags = [
  'tunnel',
  'tunnel-host',
  'tunnel-program',
  'subdomain',
  'ssh-host',
  'ssh-key',
  'ssh-remote-port',
  'ssh-command',
  'ssh-url',
];
const valuedFlags = ['data', 'receiver-port', 'inspector-port', ...tunnelFlags, 'target'];
const switches = ['no-open', 'json'];

/** `--receiver-port` is `TAPLINE_RECEIVER_PORT` in the environment, and so on. */
function twinOf(flag: string): string {
  return `TAPLINE_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** The arguments with the environment's flags before the user's own: they are checked alike, and the user's win. */
function withEnvironment(argv: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const [first = 'open', ...rest] = argv;
  const flags = [
    ...valuedFlags.flatMap((flag) => (env[twinOf(flag)] ? [`--${flag}=${env[twinOf(flag)]}`] : [])),
    ...switches.filter((flag) => isSet(env[twinOf(flag)])).map((flag) => `--${flag}`),
  ];
  if (first === 'open' || first === 'serve') return [first, ...flags, ...rest];
  if (first === 'tunnel' || first === 'outages' || first === 'replay') {
    return [first, ...flags.filter((flag) => /^--(data=|json$)/.test(flag)), ...rest];
  }
  const isOwnFlag = first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first);
  return isOwnFlag ? ['open', ...flags, ...argv] : [...argv];
}

/** Who is told that a value is wrong is told as well when it comes from the environment. */
function environmentHint(text: string, argv: readonly string[], env: NodeJS.ProcessEnv): string {
  const flag = valuedFlags.find((one) => text.includes(`'--${one} `) && env[twinOf(one)]);
  const isTyped = argv.some((one) => one === `--${flag}` || one.startsWith(`--${flag}=`));
  return flag && !isTyped ? `It is set in the environment, as ${twinOf(flag)}.\n` : '';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase());
}

function toCommand(command: RunCommand['command'], flags: Flags): RunCommand {
  return {
    command,
    json: flags.json ?? false,
    openBrowser: flags.open,
    options: {
      dataFolder: resolve(flags.data),
      receiverPort: flags.receiverPort,
      inspectorPort: flags.inspectorPort,
      tunnel: toChoice(flags),
      target: flags.target ?? null,
      rendererFolder: builtRenderer(),
    },
  };
}

/**
 * Any flag about the tunnel decides about all of it, so that what was chosen in the window does not mix in.
 * @throws InvalidArgumentError when flags do not go together
 */
function toChoice(flags: Flags): TunnelChoice | null {
  const { tunnel, tunnelHost, tunnelProgram, subdomain, sshHost, sshKey, sshRemotePort, sshCommand, sshUrl } = flags;
  const ssh = { ...sshHost, key: sshKey, remotePort: sshRemotePort, remoteCommand: sshCommand, url: sshUrl };
  const isSsh = Object.values(ssh).some((value) => value !== undefined);
  if (tunnel === undefined && tunnelHost === undefined && subdomain === undefined && !isSsh && !tunnelProgram)
    return null;
  const provider = tunnel ?? (isSsh ? 'ssh' : 'localtunnel');
  return provider === 'localtunnel' ||
    provider === 'ssh' ||
    provider === 'cloudflared' ||
    provider === 'ngrok' ||
    provider === 'off'
    ? tunnelChoiceSchema.parse({
        provider,
        host: tunnelHost,
        ...(provider === 'ssh' ? ssh : {}),
        program: tunnelProgram,
        name: subdomain,
      })
    : { provider: 'url', url: provider };
}

/** out/renderer, seen from the bundle in out/main and from the source in main/. */
function builtRenderer(): string {
  const fromSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(fromSource ? '../out/renderer' : '../renderer', import.meta.url));
}

/** The system's folder for a user's application data. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tapline');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Tapline');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'tapline');
}

function toFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Name a folder.');
  return text;
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

function toName(text: string): string {
  const name = text.toLowerCase();
  // ngrok takes whole domains; what localtunnel takes is checked once the provider is known.
  if (!isValidName(name.replaceAll('.', '-'))) {
    throw new InvalidArgumentError(
      'A subdomain has 4 to 63 letters, digits and hyphens, and neither begins nor ends with a hyphen.',
    );
  }
  return name;
}

const providerNames = ['localtunnel', 'ssh', 'cloudflared', 'ngrok', 'off'];

function toTunnel(text: string): string {
  if (providerNames.includes(text)) return text;
  if (/^https?:/i.test(text)) return checked(parsePublicUrl)(text);
  throw new InvalidArgumentError(
    `A tunnel is one of ${providerNames.join(', ')}, or an http(s) URL that already leads here.`,
  );
}

function toSshHost(text: string): SshHost {
  const match = /^(?:([^@\s]+)@)?(\[[0-9a-f:.]+\]|[^@:\s-][^@:\s]*)(?::(\d{1,5}))?$/i.exec(text);
  const port = Number(match?.[3] ?? 22);
  if (!match || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Give the SSH server as host, user@host or user@host:port.');
  }
  return { user: match[1] ?? null, host: (match[2] ?? '').replace(/^\[|\]$/g, ''), port };
}

/** Lets a parser's own sentence be what the user reads. */
function checked(parse: (text: string) => unknown): (text: string) => string {
  return (text) => {
    try {
      parse(text);
      return text;
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}
