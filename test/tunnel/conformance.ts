import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OpenOptions, OpenTunnel, TunnelProvider } from '../../main/tunnel/provider.ts';
import type { PublicRequest, PublicResponse } from '../helpers/localtunnel-server.ts';
import { serve, startWorld } from './world.ts';

/** A provider and the far side that it needs. */
export interface Subject extends AsyncDisposable {
  /** Leads to `port` of the receiver, which it also gets when it opens. */
  provider(port: number): TunnelProvider;
  /** A request as the platform would send it to a public URL. */
  publicFetch(url: string, options?: PublicRequest): Promise<PublicResponse>;
  /** Takes the far side away, and all connections to it. */
  kill(): Promise<void>;
  /** Gives it back as it was. */
  restart(): Promise<void>;
}

export interface ConformanceOptions {
  /** Says why the provider cannot be tested here; null = it can. */
  skip?: string | null;
  start(): Promise<Subject>;
  /** Milliseconds that one request may take; more where a server has to notice losses by itself. */
  patienceMs?: number;
}

/** The cases that every provider has to pass. */
export function conforms(id: string, options: ConformanceOptions): void {
  const { start, skip = null, patienceMs = 6000 } = options;
  const patient = { timeout: patienceMs, interval: 20 };
  const title = skip === null ? `the provider ${id}` : `the provider ${id} (skipped: ${skip})`;

  describe.skipIf(skip !== null)(title, () => {
    test('carries the bytes of a post and of its answer unchanged, several at a time', async () => {
      await using world = await startSubject(start);
      await using tunnel = await world.open();
      expect(tunnel.url).toMatch(/^https?:\/\/[^/]+$/);
      const bodies = [0, 1, 2].map((seed) =>
        Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7 + seed) % 256)),
      );
      const answers = await Promise.all(
        bodies.map((body) =>
          world.subject.publicFetch(`${tunnel.url}/callback?a=%ff`, {
            method: 'POST',
            headers: ['Content-Type', 'application/octet-stream', 'Content-Length', String(body.length), 'X-CaSe', '1'],
            body,
          }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(answers.map(({ body }, at) => body.equals(bodies[at] ?? Buffer.of()))).toEqual([true, true, true]);
      expect(world.targets).toEqual(Array(3).fill('/callback?a=%ff'));
    });

    test('leaves nothing behind when its opening is called off, at whatever moment', async () => {
      await using world = await startSubject(start);
      await world.isBack('at the start');
      for (const changes of [0, 1, 2, 3, 4, 6]) {
        const stop = new AbortController();
        let isSettled = false;
        const opening = world.provider.open({ port: world.port, name, signal: stop.signal });
        const outcome = opening
          .then(
            (tunnel) => tunnel.close(),
            (error: unknown) => expect(error).toMatchObject({ message: expect.stringMatching(/\.$/) }),
          )
          .finally(() => {
            isSettled = true;
          });
        await heldChanges(changes, () => isSettled);
        stop.abort();
        await outcome;
        await world.isBack(`after ${changes} changes`);
      }
    });

    test('does not open at all after an abort', async () => {
      await using world = await startSubject(start);
      const opening = world.provider.open({ port: world.port, name, signal: AbortSignal.abort() });
      await expect(opening).rejects.toThrow();
      await world.isBack('after the refusal');
    });

    test('closes as often as it is asked to, with requests under way, and says so', async () => {
      await using world = await startSubject(start);
      const tunnel = await world.open();
      world.hold = true;
      const hanging = [1, 2].map(() => world.subject.publicFetch(`${tunnel.url}/hang`).catch(() => null));
      await expect.poll(() => world.targets.length, patient).toBe(2);
      await Promise.all([tunnel.close(), tunnel.close()]);
      expect(await tunnel.closed).toMatch(/^The tunnel was closed\.$/);
      await tunnel.close();
      world.cut();
      await world.subject.kill();
      await Promise.all(hanging);
      await world.isBack('after the close');
    });

    test('opens and closes ten times without leaving sockets, timers, listeners or processes', async () => {
      await using world = await startSubject(start);
      for (let turn = 0; turn < 10; turn += 1) {
        const tunnel = await world.open();
        await tunnel.close();
      }
      await world.isBack('after ten times');
    });

    test('rejects with a sentence when the far side is down', async ({ skip: leave }) => {
      await using world = await startSubject(start);
      if (world.provider.external) leave('nothing is opened by it');
      await world.subject.kill();
      const stop = AbortSignal.timeout(patienceMs);
      const opening = world.provider.open({ port: world.port, name, signal: stop });
      await expect(opening).rejects.toThrow(sentence);
      expect(stop.aborted).toBe(false);
      await world.isBack('after the failure');
    });

    test('tells when the far side goes, unless somebody else runs the tunnel', async ({ skip: leave }) => {
      await using world = await startSubject(start);
      if (world.provider.external) leave('only a probe can tell');
      let troubles = 0;
      let reason: string | null = null;
      const tunnel = await world.open({
        onTrouble() {
          troubles += 1;
        },
      });
      void tunnel.closed.then((why) => {
        reason = why;
      });
      await world.subject.kill();
      await expect.poll(() => troubles > 0 || reason !== null, patient).toBe(true);
      if (reason !== null) expect(reason).toMatch(sentence);
      await tunnel.close();
      await world.isBack('after the loss');
    });

    test('is online, offline and online again under a supervisor, which closes in the end', async () => {
      const before = await polledInventory();
      {
        await using subject = await start();
        await using world = await startWorld({
          provider: ({ port }) => subject.provider(port),
          name,
          probeTimeoutMs: 1000,
        });
        const first = await world.untilState('online');
        await subject.kill();
        await world.until((tunnel) => tunnel.state !== 'online');
        await subject.restart();
        const again = await world.untilState('online');
        expect(again.url).toBe(first.url);
        expect(world.outages.at(-1)?.to).not.toBeNull();
      }
      await expect.poll(() => surplus(before), patient).toEqual([]);
    });
  });
}

const name = 'calm-fox-4821';

const sentence = /^\p{L}.{20,}[.)]$/u;

interface SubjectWorld extends AsyncDisposable {
  subject: Subject;
  provider: TunnelProvider;
  port: number;
  targets: string[];
  /** Requests from now on get no answer. */
  hold: boolean;
  /** Cuts what is held. */
  cut(): void;
  open(options?: Pick<OpenOptions, 'onTrouble'>): Promise<OpenTunnel & AsyncDisposable>;
  /** Waits until this process holds no more than before the first opening. */
  isBack(when: string): Promise<void>;
}

async function startSubject(start: ConformanceOptions['start']): Promise<SubjectWorld> {
  const targets: string[] = [];
  const held = new Set<{ destroy(): void }>();
  const receiver = await serve((request, response) => {
    targets.push(request.url ?? '');
    if (world.hold) {
      held.add(request.socket);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.setHeader('Connection', 'close').end(Buffer.concat(chunks)));
  });
  const subject = await start();
  const provider = subject.provider(receiver.port);
  const before = await polledInventory();
  const world: SubjectWorld = {
    subject,
    provider,
    port: receiver.port,
    targets,
    hold: false,
    cut: () => {
      for (const socket of held) socket.destroy();
    },
    async open(options = {}) {
      const signal = AbortSignal.timeout(10_000);
      const tunnel = await provider.open({ port: receiver.port, name, signal, ...options });
      return { ...tunnel, [Symbol.asyncDispose]: tunnel.close };
    },
    async isBack(when) {
      await expect.poll(() => surplus(before), { timeout: 6000, interval: 20, message: when }).toEqual([]);
    },
    async [Symbol.asyncDispose]() {
      await subject[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
  return world;
}

/** What a tunnel could leave behind: handles by kind, listeners of the process, children by pid. */
function inventory(): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const kind of process.getActiveResourcesInfo()) {
    if (/^(TCP|Pipe|Process|TLS|UDP|Timeout)/.test(kind)) count(kind);
  }
  for (const event of ['exit', 'SIGINT', 'SIGTERM']) {
    for (const _ of process.listeners(event as 'exit')) count(`listener for ${event}`);
  }
  for (const pid of children()) count(`child ${pid}`);
  return counts;
}

/** Taken as it is compared later: polling holds timers of its own. */
async function polledInventory(): Promise<Map<string, number>> {
  let held = inventory();
  await expect
    .poll(() => {
      held = inventory();
      return true;
    })
    .toBe(true);
  return held;
}

/** Waits until what this process holds has changed so many times: each is a moment of an opening that has begun. */
async function heldChanges(changes: number, isOver: () => boolean): Promise<void> {
  let last = inventory();
  for (let seen = 0; seen < changes && !isOver(); ) {
    await new Promise((done) => setImmediate(done));
    const now = inventory();
    if (surplus(last, now).length > 0 || surplus(now, last).length > 0) seen += 1;
    last = now;
  }
}

function surplus(before: ReadonlyMap<string, number>, held = inventory()): string[] {
  return [...held]
    .filter(([what, now]) => now > (before.get(what) ?? 0))
    .map(([what, now]) => `${what}: ${now}, not ${before.get(what) ?? 0}`);
}

/** Processes whose parent this one is, where the system tells by files. */
function children(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(`/proc/${process.pid}/task`).flatMap((task) => {
    try {
      const text = readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8');
      return text.split(' ').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}
