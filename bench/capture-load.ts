import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';

export const modes = ['keep-alive', 'close'] as const;
export type Mode = (typeof modes)[number];

/** KiB of a body; the smallest is a form callback as it comes every day. */
export const sizes = [0.3, 10, 1000] as const;
export type Size = (typeof sizes)[number];

export interface Load {
  url: string;
  mode: Mode;
  connections: number;
  kib: Size;
  seconds: number;
  /** Number of the first ticket, so that no two loads of a run send the same one. */
  from: number;
}

export interface Answers {
  /** 2xx answers that came back within the time, and those of another status. */
  answered: number;
  refused: number;
  /** Connections, reads, writes and time-outs that failed. */
  errors: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  longest: number;
}

const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

/** What sends, in words for the output. */
export const generator = hasWrk ? 'wrk, 1 thread' : 'autocannon in the process of the bench (wrk is not installed)';

/** A body of this size is sent as it is each time: building it anew would be what is measured. */
export const isTicketed = (kib: Size) => kib < 1000;
const ticketDigits = 10;

/** Sends posts as fast as they are answered, over so many connections. */
export function sendLoad(load: Load): Promise<Answers> {
  return hasWrk ? withWrk(load) : withAutocannon(load);
}

/** The body before and after the ticket. */
function bodyOf(kib: Size): [string, string] {
  const fields =
    'title=Everyone&code=12345&shortcode=12345&message=Yes+please+put+me+on+the+list+for+friday+and+my+sister+too' +
    '&phone=13125550142&carrier=Acme+Wireless&keyword=JOIN&group=Everyone&default_keyword=JOIN&api_key=example' +
    '&username=someone&password=example&type=sms&custom_ticket=order-77';
  const [head, tail] = [`${fields}&ticket=`, ''];
  const missing = kib === 0.3 ? 0 : kib * 1024 - head.length - ticketDigits - '&note='.length;
  return [head, missing > 0 ? `${tail}&note=${'lorem+ipsum+'.repeat(missing / 12 + 1).slice(0, missing)}` : tail];
}

function headersOf({ url, mode, kib }: Load): Record<string, string> {
  const [head, tail] = bodyOf(kib);
  return {
    Host: new URL(url).host,
    'User-Agent': 'Jakarta Commons-HttpClient/3.1',
    Accept: '*/*',
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(head.length + ticketDigits + tail.length),
    ...(mode === 'close' ? { Connection: 'close' } : {}),
  };
}

function wrkScript(load: Load): string {
  const [head, tail] = bodyOf(load.kib);
  const lines = Object.entries(headersOf(load)).map(([name, value]) => `${name}: ${value}\r\n`);
  const before = JSON.stringify(`POST ${new URL(load.url).pathname} HTTP/1.1\r\n${lines.join('')}\r\n${head}`);
  const number = (n: string) => `string.format("%0${ticketDigits}d", ${n})`;
  const sending = isTicketed(load.kib)
    ? `local n = ${load.from}
       function request() n = n + 1 return before .. ${number('n')} .. after end`
    : `local whole = before .. ${number(String(load.from))} .. after
       function request() return whole end`;
  return `
local before, after = ${before}, ${JSON.stringify(tail)}
${sending}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nRESULT {"took":%d,"requests":%d,"refused":%d,"errors":%d,"p50":%d,"p99":%d,"longest":%d}\\n',
    summary.duration, summary.requests, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end`;
}

async function withWrk(load: Load): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-wrk-'));
  try {
    const script = join(folder, 'post.lua');
    writeFileSync(script, wrkScript(load));
    const flags = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '30s', '-s', script, load.url];
    const child = spawn('wrk', flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child, 'close');
    const found = /RESULT (.+)/.exec(output);
    if (!found) throw new Error(`wrk gave no result: ${output}`);
    const { took, requests, ...rest } = JSON.parse(found[1] as string) as Record<string, number>;
    const { refused = 0, errors = 0, p50 = 0, p99 = 0, longest = 0 } = rest;
    const answered = (requests ?? 0) - refused;
    const perSecond = (answered * 1e6) / (took ?? Number.NaN);
    return { answered, refused, errors, perSecond, p50: p50 / 1000, p99: p99 / 1000, longest: longest / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withAutocannon(load: Load): Promise<Answers> {
  const { Host: _, 'Content-Length': __, ...headers } = headersOf(load);
  const [head, tail] = bodyOf(load.kib);
  let n = load.from;
  const body = (ticket: number) => `${head}${String(ticket).padStart(ticketDigits, '0')}${tail}`;
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    timeout: 30,
    ...(load.mode === 'close' ? { reconnectRate: 1 } : {}),
    requests: [
      {
        method: 'POST',
        headers,
        ...(isTicketed(load.kib)
          ? { setupRequest: (request) => ({ ...request, body: body(n++) }) }
          : { body: body(load.from) }),
      },
    ],
  });
  const { latency, errors, timeouts, non2xx: refused } = result;
  return {
    answered: result['2xx'],
    refused,
    errors: errors + timeouts,
    perSecond: result['2xx'] / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    longest: latency.max,
  };
}
