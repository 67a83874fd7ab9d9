import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startLocaltunnelServer } from '../test/helpers/localtunnel-server.ts';
import type { SideKind } from './tunnel-side.ts';

const kinds: readonly SideKind[] = ['package', 'provider', 'app'];
const labels: Readonly<Record<SideKind, string>> = {
  package: 'the localtunnel package into a bare node:http server',
  provider: 'Tapline’s localtunnel provider into the same bare server',
  app: 'the whole app: tunnel, receiver, every post committed to disk',
};

export interface SpeedRow {
  kind: SideKind;
  /** Posts a second, one number for each round. */
  rounds: number[];
  median: number;
  /** To the package, the median over the rounds. */
  ratio: number;
  lowestRatio: number;
  highestRatio: number;
}

const roundMs = 3000;
const warmUpMs = 500;
const senders = 16;
const roundCount = 5;
const body = 'phone=13125550142&code=12345&keyword=JOIN&message=join+please&ticket=99182&carrier=att&'.padEnd(300, 'x');

/** Posts through the same real server to all three, in turns, so that whatever else the machine does hits them alike. */
export async function measureSpeed(): Promise<SpeedRow[]> {
  await using server = await startLocaltunnelServer();
  await using sides = new AsyncDisposableStack();
  const urls = new Map<SideKind, string>();
  for (const kind of kinds) {
    const { child, url } = await startSide(kind, server.host);
    sides.defer(() => end(child));
    urls.set(kind, url);
  }
  const speeds = new Map<SideKind, number[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < roundCount; round += 1) {
    // Each round begins with another one.
    const order = kinds.map((_, at) => kinds[(at + round) % kinds.length] as SideKind);
    for (const kind of order) {
      const url = new URL('/callback', urls.get(kind));
      await postFor(url, server.port, warmUpMs);
      speeds.get(kind)?.push(await postFor(url, server.port, roundMs));
    }
  }
  const base = speeds.get('package') ?? [];
  return kinds.map((kind) => {
    const rounds = speeds.get(kind) ?? [];
    const ratios = rounds.map((speed, round) => speed / (base[round] ?? Number.NaN));
    return {
      kind,
      rounds: rounds.map(Math.round),
      median: Math.round(medianOf(rounds)),
      ratio: medianOf(ratios),
      lowestRatio: Math.min(...ratios),
      highestRatio: Math.max(...ratios),
    };
  });
}

async function startSide(kind: SideKind, host: string): Promise<{ child: ChildProcess; url: string }> {
  const file = fileURLToPath(new URL('tunnel-side.ts', import.meta.url));
  const child = fork(file, [kind, host, `bench-${kind}`], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Posts for a while with several senders. Returns posts answered 200 a second. */
async function postFor(url: URL, port: number, ms: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const started = performance.now();
  let answered = 0;
  const sender = async () => {
    while (performance.now() - started < ms) {
      if ((await post(url, port, agent)) !== 200) throw new Error(`${url.origin} did not answer 200.`);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  agent.destroy();
  return (answered * 1000) / (performance.now() - started);
}

function post(url: URL, port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: url.pathname,
      method: 'POST',
      headers: {
        Host: url.host,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': body.length,
      },
      agent,
      signal: AbortSignal.timeout(20_000),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.end(body);
  });
}

function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

export function speedTable(rows: readonly SpeedRow[]): string {
  const lines = rows.map(({ kind, median, ratio, lowestRatio, highestRatio }) => {
    const spread = `${lowestRatio.toFixed(2)} to ${highestRatio.toFixed(2)}`;
    return `| ${labels[kind]} | ${median} | ${ratio.toFixed(2)} | ${spread} |`;
  });
  return ['| | posts/s, median | ratio, median | spread |', '| --- | --- | --- | --- |', ...lines].join('\n');
}
