import { limits } from '../limits.ts';
import { nameInUrl } from './name.ts';
import { reasonOfAbsence } from './program-help.ts';
import { findProgram } from './program-path.ts';
import { openProgramTunnel, type Reading } from './program-tunnel.ts';
import type { TunnelProvider } from './provider.ts';
import { reasonOfSshEnd, reasonOfSshSilence, type SshTarget } from './ssh-reasons.ts';
import { urlInLine } from './ssh-url.ts';
import { parsePublicUrl } from './url.ts';

export interface SshOptions {
  /** `localhost.run`, `a.pinggy.io`, `serveo.net` or a server of the user's own. */
  host: string;
  port: number;
  /** Null = what ssh takes by itself, or the guest of a service that has one. */
  user: string | null;
  /** File of the private key; null = what ssh finds by itself. */
  key: string | null;
  /** Port asked for on the server; 0 = any. */
  remotePort: number;
  /** Set when a name is asked for: it is what `open` gets as `name`. */
  name: string | null;
  /** Command run on the server; null = none. */
  remoteCommand: string | null;
  /** Public URL that the server leads here; null = read from its output. */
  url: string | null;
  /** The program; default `ssh`, looked for on PATH. */
  program?: string;
  /** More arguments, before all others: of an option given twice ssh takes the first. */
  extra?: readonly string[];
  /** Milliseconds; default `programOpenMs`. */
  openMs?: number;
}

/**
 * Tunnels of an SSH server, by the system's own `ssh`: keys, agent, jump hosts and known hosts are those that the user has.
 *
 * Without `url` a session is opened, because the services print the URL in it (`ssh-url.ts` says which and how), and ssh's
 * input stays open, because a session may end with it. With `url` there is no session, and the tunnel counts as open when
 * ssh says that the server took the forwarding.
 * @throws Error with a sentence when a value cannot be used.
 */
export function createSsh(options: SshOptions): TunnelProvider {
  const settings = { ...options, url: options.url === null ? null : parsePublicUrl(options.url) };
  checkSettings(settings);
  return {
    id: 'ssh',
    reach: { host: options.host, port: options.port },
    nameOf: (url) => (options.name === null ? null : nameFor(url, options.name)),
    async open({ port, name, signal, onTrouble }) {
      const file = await findProgram(options.program ?? 'ssh');
      if (file === null) throw new Error(reasonOfAbsence('ssh', options.program ?? null));
      const asked = options.name === null ? null : name;
      const target: SshTarget = { ...settings, user: userOf(settings), name: asked };
      const stderr: string[] = [];
      return openProgramTunnel({
        file,
        args: sshArgs(settings, port, asked),
        signal,
        onTrouble,
        openMs: options.openMs,
        read(line, from) {
          if (from === 'stderr') {
            stderr.push(line);
            if (stderr.length > limits.tunnel.programLines) stderr.shift();
          }
          return readLine(line, settings);
        },
        reasonOfEnd: (end, all) => reasonOfSshEnd(target, end, { all, stderr }),
        reasonOfSilence: (all) => reasonOfSshSilence(target, all),
      });
    },
  };
}

/** The arguments of ssh; see ssh(1) and ssh_config(5). */
export function sshArgs(options: SshOptions, localPort: number, name: string | null): string[] {
  const { host, port, key, remotePort, remoteCommand, url, extra = [] } = options;
  const user = userOf(options);
  const settings = {
    BatchMode: 'yes',
    ExitOnForwardFailure: 'yes',
    StrictHostKeyChecking: 'accept-new',
    ServerAliveInterval: 15,
    ServerAliveCountMax: 3,
    ConnectTimeout: 10,
    // Through somebody's shared connection the forwarding would outlive the process.
    ControlMaster: 'no',
    ControlPath: 'none',
    // Only from DEBUG1 on does ssh say that a forwarding was granted; below INFO it keeps its reasons to itself.
    LogLevel: url === null ? 'INFO' : 'DEBUG1',
  };
  return [
    ...extra,
    '-T',
    // Neither agent nor display is lent to a server of others.
    '-a',
    '-x',
    ...Object.entries(settings).flatMap(([option, value]) => ['-o', `${option}=${value}`]),
    '-R',
    `${name === null ? '' : `${name}:`}${remotePort}:127.0.0.1:${localPort}`,
    '-p',
    String(port),
    ...(user === null ? [] : ['-l', user]),
    ...(key === null ? [] : ['-i', key, '-o', 'IdentitiesOnly=yes']),
    ...(url === null || remoteCommand !== null ? [] : ['-N']),
    host,
    ...(remoteCommand === null ? [] : ['--', remoteCommand]),
  ];
}

/** localhost.run lets in who has no key under this name (localhost.run/docs); otherwise it asks for one. */
function userOf({ host, user, key }: Pick<SshOptions, 'host' | 'user' | 'key'>): string | null {
  return user ?? (host.toLowerCase() === 'localhost.run' && key === null ? 'nokey' : null);
}

function readLine(line: string, { url, host }: SshOptions): Reading | null {
  if (/^connect_to .* failed/.test(line)) return { kind: 'trouble' };
  if (url !== null) return /^debug1: remote forward success for:/.test(line) ? { kind: 'open', url } : null;
  const found = urlInLine(line, host);
  return found && { kind: found.final ? 'open' : 'maybe', url: found.url };
}

/** The name as it was asked for, when it was granted: names are compared as they are written. */
function nameFor(url: string, asked: string): string | null {
  const { hostname } = new URL(url);
  const wanted = asked.toLowerCase();
  if (hostname === wanted) return asked;
  const first = nameInUrl(url);
  return first === wanted ? asked : first;
}

/** What ssh would take for something else, or a shell on the other side might, is refused here. */
function checkSettings({ host, user, key, name, remoteCommand }: SshOptions): void {
  if (!/^[a-z0-9_:][a-z0-9._:%-]*$/i.test(host)) {
    throw new Error(`The SSH server "${host}" is no host name: give one such as localhost.run, without user or port.`);
  }
  if (user !== null && !/^[^\s\p{Cc}@-][^\s\p{Cc}]*$/u.test(user)) {
    throw new Error(
      `The SSH user "${user}" is no user name: it must not be empty, hold blanks, or begin with "-" or "@".`,
    );
  }
  if (key !== null && (key.trim() === '' || /\p{Cc}/u.test(key))) {
    throw new Error('The SSH key must be the path of a private key, such as ~/.ssh/id_ed25519.');
  }
  if (name !== null && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name)) {
    throw new Error(
      `The name "${name}" is none: use letters, digits, "-" and ".", and begin and end with a letter or digit.`,
    );
  }
  if (remoteCommand !== null && (remoteCommand.trim() === '' || /\p{Cc}/u.test(remoteCommand))) {
    throw new Error('The remote command must be one line, such as "--output json".');
  }
}
