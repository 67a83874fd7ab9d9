import type { ProgramEnd } from './program.ts';
import { lastWords } from './program-tunnel.ts';
import { shorten } from './reasons.ts';

/** The connection that was tried, as far as a sentence about it needs it. */
export interface SshTarget {
  host: string;
  port: number;
  user: string | null;
  key: string | null;
  name: string | null;
  remotePort: number;
}

interface Rule {
  said: RegExp;
  reason(target: SshTarget, match: RegExpExecArray): string;
}

const where = ({ host, port }: SshTarget) => (port === 22 ? host : `${host}:${port}`);

/** As known_hosts and ssh-keygen name a host. */
const hostInFile = ({ host, port }: SshTarget) => (port === 22 ? host : `[${host}]:${port}`);

/** The texts are those of OpenSSH (ssh.c, sshconnect.c, sshconnect2.c, clientloop.c, authfile.c), the earlier the more telling. */
const rules: readonly Rule[] = [
  {
    said: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    reason: (target) =>
      `The SSH server ${where(target)} shows another host key than before: either it was set up anew, or somebody stands in between. If you expected that, forget the old key with: ssh-keygen -R "${hostInFile(target)}"`,
  },
  {
    said: /Host key verification failed/,
    reason: (target) =>
      `The host key of the SSH server ${where(target)} could not be verified. Connect once by hand to see why: ssh ${where(target)}`,
  },
  {
    said: /Bad configuration option: (\S+)|unsupported option "?([^"\s]+)"?/i,
    reason: (_target, match) =>
      `The ssh on this machine does not know the option ${match[1] ?? match[2]}: install a newer OpenSSH (7.6 or later).`,
  },
  {
    said: /Bad owner or permissions on (\S+)/,
    reason: (_target, match) =>
      `ssh refuses to read ${match[1]}: others may write to it. Let only yourself write to it.`,
  },
  {
    said: /(?:UNPROTECTED PRIVATE KEY FILE|bad permissions)[\s\S]*Permission denied \(/,
    reason: ({ key }) =>
      `ssh refuses the key ${key ?? 'file'}: others may read it. Let only yourself read it (chmod 600).`,
  },
  {
    said: /Identity file (.*) not accessible[\s\S]*Permission denied \(/,
    reason: (_target, match) => `The key file ${match[1]} cannot be read. Give the path of a private key.`,
  },
  {
    said: /Too many authentication failures/,
    reason: (target) =>
      `The SSH server ${where(target)} was offered too many keys: choose one, so that only that one is offered.`,
  },
  {
    said: /Permission denied \(([^)]*)\)/,
    reason: (target, match) =>
      `The SSH server ${where(target)} lets ${target.user ?? 'your user name'} not in (${match[1]}): ${
        target.key === null
          ? 'give a key that it knows, or make one with "ssh-keygen -t ed25519"'
          : 'it does not know the key that was chosen, or the key needs a passphrase and is in no agent'
      }; the user name may be wrong, too.`,
  },
  {
    said: /Could not resolve hostname/,
    reason: ({ host }) =>
      `The SSH server ${host} cannot be reached: its name cannot be resolved. Check the network, or the name.`,
  },
  {
    said: /connect to host .*: Connection refused/,
    reason: (target) =>
      `The SSH server ${where(target)} cannot be reached: it refuses the connection. Check the port, or whether it is down.`,
  },
  {
    said: /connect to host .*: (No route to host|Network is unreachable|Network is down)/,
    reason: (target) => `The SSH server ${where(target)} cannot be reached: there is no way to it. Check the network.`,
  },
  {
    said: /connect to host .*: (?:Connection|Operation) timed out|timed out during banner exchange|Connection timed out/,
    reason: (target) =>
      `The SSH server ${where(target)} does not answer. A firewall may be in the way; some services listen on port 443, too.`,
  },
  {
    said: /remote port forwarding failed/,
    reason: (target) =>
      target.name === null
        ? `The SSH server ${where(target)} refuses to lead port ${target.remotePort} here: it may be taken, or the server allows no forwarding (AllowTcpForwarding).`
        : `The SSH server ${where(target)} refuses the name "${target.name}": it may be taken, or belong to somebody else.`,
  },
  {
    said: /Timeout, server .* not responding/,
    reason: (target) => `The SSH server ${where(target)} stopped answering: the connection was lost.`,
  },
  {
    said: /kex_exchange_identification|ssh_exchange_identification|Connection (?:closed|reset) by .* port \d+|banner line contains invalid|Bad remote protocol version/,
    reason: (target) =>
      `What listens at ${where(target)} broke off before the session began: it may be no SSH server, or refuse this machine.`,
  },
  {
    said: /Disconnected from|Received disconnect from|Connection to .* closed by remote host|Connection to .* closed|Broken pipe|Connection reset/,
    reason: (target) => `The SSH server ${where(target)} closed the connection.`,
  },
];

const noise = /^debug\d:|^Pseudo-terminal will not be allocated|^Warning: Permanently added|^Allocated port \d+/;

/** @returns true for what ssh itself writes although nothing is wrong. */
function isSshNoise(line: string): boolean {
  return noise.test(line);
}

/**
 * Why ssh ended, in a sentence.
 * @param said the last lines that ssh and the server wrote, ssh's own ones marked by `stderr`.
 */
export function reasonOfSshEnd(
  target: SshTarget,
  end: ProgramEnd,
  said: { all: readonly string[]; stderr: readonly string[] },
): string {
  if (end.error) return `ssh cannot be started: ${shorten(end.error.message)}.`;
  const text = said.stderr.filter((line) => !isSshNoise(line)).join('\n');
  for (const { said: pattern, reason } of rules) {
    const match = pattern.exec(text);
    if (match) return reason(target, match);
  }
  const words = lastWords(said.stderr, isSshNoise) ?? lastWords(said.all, isSshNoise);
  if (words !== null)
    return `The connection to the SSH server ${where(target)} ended: ${shorten(words).replace(/[.!]+$/, '')}.`;
  return `The connection to the SSH server ${where(target)} ended (${end.signal ?? `code ${end.code}`}) and did not say why.`;
}

/** Why no URL came, in a sentence. */
export function reasonOfSshSilence(target: SshTarget, lines: readonly string[]): string {
  const words = lastWords(lines, isSshNoise);
  const last = words === null ? '' : ` Its last line was: ${shorten(words)}`;
  return `The SSH server ${where(target)} printed no public URL in time. If it is a server of your own, give the URL that leads there.${last}`;
}
