import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command as Commander, InvalidArgumentError, Option } from 'commander';
import { parseTarget } from './replay/target.ts';
import { parseTunnelHost } from './tunnel/localtunnel.ts';
import { isValidName } from './tunnel/name.ts';
import { parsePublicUrl } from './tunnel/url.ts';
import { version } from './version.ts';

export interface AppOptions {
  dataFolder: string;
  receiverPort: number;
  inspectorPort: number;
  /** `localtunnel`, `off`, or an http(s) URL that already leads here. */
  tunnel: string;
  tunnelHost: string;
  /** Null = a name made once and kept. */
  subdomain: string | null;
  /** Default target of replays; null = the setting. */
  target: string | null;
  /** Folder of the built window. */
  rendererFolder: string;
}

export interface Command {
  command: 'open' | 'serve';
  options: AppOptions;
  /** JSON lines on stdout. */
  json: boolean;
  /** Open a browser on the inspector. */
  openBrowser: boolean;
}

interface Flags {
  data: string;
  receiverPort: number;
  inspectorPort: number;
  tunnel: string;
  tunnelHost: string;
  subdomain?: string;
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
  const take = (command: Command['command']) => (flags: Flags) => {
    parsed = toCommand(command, flags);
  };
  withFlags(program.command('open'), env)
    .description('open the desktop app or, where it cannot run, the same inspector in the browser')
    .action(take('open'));
  withFlags(program.command('serve'), env)
    .description('run headless, with the inspector in a browser')
    .action(take('serve'));
  program.parse(withEnvironment(argv, env), { from: 'user' });
  if (parsed === null) throw new InvalidArgumentError('No command was given.');
  return parsed;
}

function withFlags(command: Commander, env: NodeJS.ProcessEnv): Commander {
  return command
    .allowExcessArguments(false)
    .showHelpAfterError(`Run "tapline ${command.name()} --help" for all flags.`)
    .addOption(
      new Option('--data <dir>', 'folder of the database and settings')
        .default(defaultDataFolder(env), 'your data folder')
        .argParser(toFolder),
    )
    .addOption(
      new Option('--receiver-port <n>', 'port that posts arrive at, 0 = any free one').default(4710).argParser(toPort),
    )
    .addOption(
      new Option('--inspector-port <n>', 'port of the inspector and its API, 0 = any free one')
        .default(4711)
        .argParser(toPort),
    )
    .addOption(
      new Option('--tunnel <kind>', '"localtunnel", "off", or a URL that already leads here')
        .default('localtunnel')
        .argParser(toTunnel),
    )
    .addOption(
      new Option('--tunnel-host <url>', 'localtunnel server')
        .default('https://localtunnel.me')
        .argParser(checked(parseTunnelHost)),
    )
    .addOption(
      new Option('--subdomain <name>', 'name in the public URL (default: one made once and kept)').argParser(toName),
    )
    .addOption(new Option('--target <url>', 'default target of replays').argParser(checked(parseTarget)))
    .addOption(new Option('--no-open', 'do not open a browser'))
    .addOption(new Option('--json', 'one JSON object per line on stdout'));
}

const valuedFlags = ['data', 'receiver-port', 'inspector-port', 'tunnel', 'tunnel-host', 'subdomain', 'target'];
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

function toCommand(command: Command['command'], flags: Flags): Command {
  return {
    command,
    json: flags.json ?? false,
    openBrowser: flags.open,
    options: {
      dataFolder: resolve(flags.data),
      receiverPort: flags.receiverPort,
      inspectorPort: flags.inspectorPort,
      tunnel: flags.tunnel,
      tunnelHost: flags.tunnelHost,
      subdomain: flags.subdomain ?? null,
      target: flags.target ?? null,
      rendererFolder: builtRenderer(),
    },
  };
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
  if (!isValidName(name)) {
    throw new InvalidArgumentError(
      'A subdomain has 4 to 63 letters, digits and hyphens, and neither begins nor ends with a hyphen.',
    );
  }
  return name;
}

function toTunnel(text: string): string {
  return text === 'localtunnel' || text === 'off' ? text : checked(parsePublicUrl)(text);
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
