import { type AppStatus, errorCodes, type Outage, type Tunnel } from '../contract/index.ts';
import { readToken } from './api/token.ts';
import { StartError } from './errors.ts';
import type { AskCommand } from './options.ts';
import { ownerOf } from './store/lock.ts';

/**
 * Asks the Tapline that runs with a data folder, through its API, and prints what it says.
 * @returns the exit code: 1 when the tunnel is not online, so that scripts can wait for it
 * @throws StartError when none runs, or when it refuses
 */
export async function ask({ command, action, dataFolder, json }: AskCommand): Promise<number> {
  const call = connection(dataFolder);
  const print = (answer: unknown, lines: string[]) =>
    process.stdout.write(`${json ? JSON.stringify(answer) : lines.join('\n')}\n`);
  if (command === 'outages') {
    const outages = await call<Outage[]>('GET', '/outages');
    print(outages, outages.length > 0 ? outages.map(outageLine) : ['No outage is on record.']);
    return 0;
  }
  if (action === 'restart') await call('POST', '/tunnel/restart');
  const tunnel = action === 'test' ? await call<Tunnel>('POST', '/tunnel/probe') : await call<Tunnel>('GET', '/tunnel');
  const status = await call<AppStatus>('GET', '/status');
  print(tunnel, tunnelLines(tunnel, status));
  return tunnel.state === 'online' || action === 'restart' ? 0 : 1;
}

/**
 * The API of the Tapline that runs with a data folder.
 * @throws StartError when none runs; the calls throw it too, with the words of a refusal
 */
export function connection(dataFolder: string) {
  const address = ownerOf(dataFolder)?.inspector;
  const token = readToken(dataFolder);
  const none = `No Tapline runs with the data folder ${dataFolder}. Start one with "tapline serve", or name its folder with --data.`;
  if (!address || !token) throw new StartError(none);
  return async <T>(method: string, path: string, input?: unknown): Promise<T> => {
    const answer = await fetch(`${address}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(input === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    }).catch((error: unknown) => {
      // The lock file of a process that was killed stays behind.
      throw new StartError(none, { cause: error });
    });
    const body = (await answer.json().catch(() => null)) as T & { code?: string; message?: string };
    if (answer.ok) return body;
    const known = body?.code !== undefined && body.code in errorCodes;
    throw new StartError(known && body.message ? body.message : `Tapline answered ${answer.status} at ${address}.`);
  };
}

function tunnelLines({ state, reason, provider, since, lastProbe, ...tunnel }: Tunnel, status: AppStatus): string[] {
  const rows: [string, string | null][] = [
    ['State', reason ? `${state}: ${reason}` : state],
    ['Since', since],
    ['Callback URL', tunnel.callbackUrl],
    ['Status URL', tunnel.statusUrl],
    ['Receiver', status.receiver.url],
    ['Provider', provider],
    [
      'Last probe',
      lastProbe && `${lastProbe.at}, ${lastProbe.ok ? `back after ${lastProbe.roundTripMs} ms` : lastProbe.reason}`,
    ],
    ['Next try', tunnel.retryAt],
    ['Changed', tunnel.urlChange && `from ${tunnel.urlChange.from}: update it on the platform`],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(13)} ${value}`]));
}

function outageLine({ from, to, provider, reason }: Outage): string {
  return `${from}  ${to ?? 'until now'.padEnd(24)}  ${provider}  ${reason}`;
}
