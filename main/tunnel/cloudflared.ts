import { devNull } from 'node:os';
import { readCloudflared, reasonInLog } from './cloudflared-log.ts';
import { reasonOfAbsence } from './program-help.ts';
import { findProgram } from './program-path.ts';
import { openProgramTunnel } from './program-tunnel.ts';
import type { TunnelProvider } from './provider.ts';
import { shorten } from './reasons.ts';

export interface CloudflaredOptions {
  /** Path of the program; null = looked for on PATH. */
  program: string | null;
}

/**
 * Quick tunnels of Cloudflare, by the program cloudflared: no account, and another URL at every start, so there are no names.
 * @throws Error with a sentence when a value cannot be used.
 */
export function createCloudflared(options: CloudflaredOptions): TunnelProvider {
  const { program } = options;
  if (program?.trim() === '') throw new Error('The program cloudflared must be given as a path, or not at all.');
  return {
    id: 'cloudflared',
    nameOf: () => null,
    async open({ port, signal, onTrouble }) {
      const file = await findProgram(program ?? 'cloudflared');
      if (file === null) throw new Error(reasonOfAbsence('cloudflared', program));
      return openProgramTunnel({
        file,
        args: cloudflaredArgs(port),
        signal,
        onTrouble,
        read: readCloudflared(),
        reasonOfEnd: (end, lines) =>
          end.error
            ? `cloudflared cannot be started: ${shorten(end.error.message)}.`
            : (reasonInLog(lines) ?? `cloudflared ended (${end.signal ?? `code ${end.code}`}) and did not say why.`),
        reasonOfSilence: (lines) =>
          `cloudflared opened no tunnel in time. ${reasonInLog(lines) ?? 'Check the network, or run it by hand to see more.'}`,
      });
    },
  };
}

/**
 * The arguments of cloudflared. An empty configuration keeps the user's own one out, whose ingress rules would answer 404
 * to everything (github.com/cloudflare/cloudflared/pull/785); the default grace period of 30 s would hold up a close.
 */
function cloudflaredArgs(port: number): string[] {
  const config = ['--config', devNull];
  return ['tunnel', ...config, '--no-autoupdate', '--grace-period', '1s', '--url', `http://127.0.0.1:${port}`];
}
