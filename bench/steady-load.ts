import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { parentPort, Worker, workerData } from 'node:worker_threads';

export interface SteadyLoad {
  receiver: string;
  perSecond: number;
}

/** What was answered since the last look, in milliseconds from sending. */
export interface Paces {
  answered: number;
  /** Sent and answered otherwise, or not at all. */
  failed: number;
  times: number[];
}

export interface SteadySender {
  /** Gives and forgets what was measured since the last time. */
  take(): Promise<Paces>;
  /** Sends no more, waits for what is under way, and gives the rest. */
  stop(): Promise<Paces>;
}

/** Sends callbacks at an even pace whatever the answers do, in a thread of its own: the clock must not wait for the bench. */
export async function startSteadyLoad(load: SteadyLoad): Promise<SteadySender> {
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  await once(worker, 'online');
  const ask = async (what: 'take' | 'stop') => {
    worker.postMessage(what);
    const [paces] = (await once(worker, 'message')) as [Paces];
    return paces;
  };
  return {
    take: () => ask('take'),
    async stop() {
      const paces = await ask('stop');
      await worker.terminate();
      return paces;
    },
  };
}

/** The p-th part of the times, the longest, and how many in 100,000 took longer than `late` ms. */
export function timesOf(
  times: readonly number[],
  late = 50,
): { p50: number; p99: number; longest: number; late: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const lateShare = (sorted.filter((ms) => ms > late).length / sorted.length) * 100_000;
  return { p50: at(0.5), p99: at(0.99), longest: sorted.at(-1) ?? Number.NaN, late: lateShare };
}

const words = 'yes please put me on the list for friday and saturday and tell my sister about it too'.split(' ');

function bodyOf(n: number): string {
  const from = n % words.length;
  return new URLSearchParams({
    title: 'Everyone',
    code: '12345',
    shortcode: '12345',
    message: `${words.slice(from).join(' ')} ${words.slice(0, from).join(' ')} ${n}`,
    phone: `1312555${String(n % 10_000).padStart(4, '0')}`,
    carrier: 'Acme Wireless',
    keyword: 'STEADY',
    group: 'Everyone',
    custom_ticket: `steady-${n}`,
  }).toString();
}

function send({ receiver, perSecond }: SteadyLoad, tell: (paces: Paces) => void): { on(what: string): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  let paces: Paces = { answered: 0, failed: 0, times: [] };
  const began = performance.now();
  let sent = 0;
  let underWay = 0;

  function one(n: number): void {
    const body = bodyOf(n);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) };
    const sentAt = performance.now();
    underWay++;
    const done = (isAnswered: boolean) => {
      underWay--;
      if (!isAnswered) paces.failed++;
      else {
        paces.answered++;
        paces.times.push(performance.now() - sentAt);
      }
    };
    const sending = request(`${receiver}/callback`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => done(response.statusCode === 200));
    });
    sending.on('error', () => done(false));
    sending.end(body);
  }
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000);
    while (sent < due) one(sent++);
  }, 2);
  function give(): void {
    tell(paces);
    paces = { answered: 0, failed: 0, times: [] };
  }
  return {
    on(what) {
      if (what === 'take') return give();
      clearInterval(timer);
      const waiting = setInterval(() => {
        if (underWay > 0) return;
        clearInterval(waiting);
        agent.destroy();
        give();
      }, 5);
    },
  };
}

if (parentPort) {
  const port = parentPort;
  const sender = send(workerData as SteadyLoad, (paces) => port.postMessage(paces));
  port.on('message', (what: string) => sender.on(what));
}
