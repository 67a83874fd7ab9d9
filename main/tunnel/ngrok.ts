import { z } from 'zod';
import { get } from './http-get.ts';
import { parseRecord, readRecord, reasonInLog } from './ngrok-log.ts';
import { reasonOfAbsence } from './program-help.ts';
import { findProgram } from './program-path.ts';
import { openProgramTunnel, type Reading } from './program-tunnel.ts';
import type { OpenTunnel, TunnelProvider } from './provider.ts';
import { shorten } from './reasons.ts';

export interface NgrokOptions {
  /** Path of the program; null = looked for on PATH. */
  program: string | null;
  /** Domain of the user's ngrok account: it is what `open` gets as `name`. Null = what ngrok gives. */
  name: string | null;
}

/**
 * Tunnels of ngrok, by its agent, version 3. The authtoken is the one that the user gave ngrok.
 * @throws Error with a sentence when a value cannot be used.
 */
export function createNgrok(options: NgrokOptions): TunnelProvider {
  const { program, name: domain } = options;
  if (program?.trim() === '') throw new Error('The program ngrok must be given as a path, or not at all.');
  if (domain !== null && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i.test(domain)) {
    throw new Error(
      `The ngrok domain "${domain}" is none: give a host name such as example.ngrok.app, without "https://".`,
    );
  }
  return {
    id: 'ngrok',
    nameOf(url) {
      const { hostname } = new URL(url);
      return domain === null ? null : hostname === domain.toLowerCase() ? domain : hostname;
    },
    async open({ port, name, signal, onTrouble }) {
      const file = await findProgram(program ?? 'ngrok');
      if (file === null) throw new Error(reasonOfAbsence('ngrok', program));
      const run = (flags: string[], onUnknownFlag: () => void): Promise<OpenTunnel> =>
        openProgramTunnel({
          file,
          args: ['http', String(port), '--log', 'stdout', '--log-format', 'json', ...flags],
          signal,
          onTrouble,
          read: readNgrok(port, onUnknownFlag),
          reasonOfEnd: (end, lines) =>
            end.error
              ? `ngrok cannot be started: ${shorten(end.error.message)}.`
              : (reasonInLog(lines) ?? `ngrok ended (${end.signal ?? `code ${end.code}`}) and did not say why.`),
          reasonOfSilence: (lines) =>
            `ngrok opened no tunnel in time. ${reasonInLog(lines) ?? 'Check the network, or run it by hand to see more.'}`,
        });
      if (domain === null) return run([], () => undefined);
      let isOld = false;
      try {
        return await run(['--url', `https://${name}`], () => {
          isOld = true;
        });
      } catch (error) {
        // Before 3.16 the flag had another name (ngrok.com/blog-post/agent-endpoints).
        if (!isOld || signal.aborted) throw error;
        return run(['--domain', name], () => undefined);
      }
    },
  };
}

/** Failed connections before the first good one that end a run: ngrok itself would go on for ever without a word to us. */
const hopeless = 3;

/** A reader for what ngrok logs, one for each run. */
function readNgrok(port: number, onUnknownFlag: () => void): (line: string) => Reading | null {
  let agentApi: string | null = null;
  let isOpen = false;
  let refusals = 0;
  return (line) => {
    if (/unknown flag: --url/.test(line)) onUnknownFlag();
    const record = parseRecord(line);
    if (record.msg === 'starting web service' && /^[\w.:[\]-]+:\d+$/.test(record.addr)) agentApi = record.addr;
    const api = agentApi;
    if (/session (established|started)$/.test(record.msg) && api !== null) {
      return { kind: 'ask', ask: (signal) => askAgent(api, port, signal) };
    }
    const reading = readRecord(record);
    isOpen ||= reading?.kind === 'open';
    if (record.msg === 'failed to reconnect session' && reading?.kind === 'trouble' && !isOpen) {
      refusals += 1;
      if (refusals >= hopeless) {
        return {
          kind: 'failure',
          reason: `ngrok cannot reach its service: ${shorten(record.err) || 'it gives no reason'}.`,
        };
      }
    }
    return reading;
  };
}

const tunnelsSchema = z.object({
  tunnels: z.array(
    z.object({ public_url: z.url({ protocol: /^https?$/ }), config: z.object({ addr: z.string() }).optional() }),
  ),
});

/**
 * The URL of the tunnel to `port`, from the agent's own API (ngrok.com/docs/agent/api), where it listens by its log: on
 * 127.0.0.1:4040, or on the next free port.
 * @returns null when there is none yet.
 */
async function askAgent(address: string, port: number, signal: AbortSignal): Promise<string | null> {
  const url = new URL(`http://${address}/api/tunnels`);
  const answer = await get({
    url,
    headers: { Accept: 'application/json' },
    timeoutMs: 1000,
    signal,
    bodyBytes: 64 * 1024,
  });
  if (answer.status !== 200) return null;
  const parsed = tunnelsSchema.safeParse(JSON.parse(answer.body));
  const ours = parsed.data?.tunnels.filter(({ config }) => config?.addr.endsWith(`:${port}`)) ?? [];
  return (ours.find((tunnel) => tunnel.public_url.startsWith('https:')) ?? ours[0])?.public_url ?? null;
}
