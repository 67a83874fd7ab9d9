import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../bench/random.ts';
import type { AppStatus, Incident } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { type Cli, startCli } from '../helpers/cli.ts';
import { abortedUploads, headerFloods, largeBodies, slowConnections } from '../helpers/hostile/attacks.ts';
import type { Outcomes } from '../helpers/hostile/exchange.ts';
import { type Honest, startHonest } from '../helpers/hostile/honest.ts';
import { malformedRequests } from '../helpers/hostile/malformed.ts';
import { lookInto, until } from '../helpers/store.ts';

/** The long version is `npm run bench:hostile`. */
const seed = Number(process.env.TAPLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const mebibyte = 1024 * 1024;
/** What the process may take of the memory, whatever comes; a quiet one takes about 120 MiB. */
const memoryBytes = 900 * mebibyte;

describe(`hostile load on one Tapline (seed ${seed})`, () => {
  let app: Cli;
  const random = seeded(seed);
  const honestTickets: string[] = [];

  beforeAll(async () => {
    app = await startCli();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const incidents = () => app.call<Incident[]>('GET', '/incidents');
  const port = () => Number(new URL(app.receiver).port);

  /** Runs an attack while honest posts come, of which every one has to be answered. */
  async function underAttack<Result>(name: string, attack: () => Promise<Result>): Promise<Result> {
    const honest: Honest = startHonest({ port: port(), perSecond: 50, name });
    const result = await attack();
    await until('an honest post is answered', () => honest.times.length > 0);
    await honest.stop();
    expect(honest.failed, `${name}, seed ${seed}`).toEqual({});
    honestTickets.push(...honest.answered);
    return result;
  }

  function expectNoneHung(outcomes: Outcomes, most: number): void {
    expect(outcomes.hung ?? 0, `seed ${seed}`).toBe(0);
    expect(Object.values(outcomes).reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(most);
  }

  test('slow connections keep nobody from being answered', async () => {
    const { open } = await underAttack('slow', () => slowConnections({ port: port(), count: 200, random }, 1000));
    expect(open).toBeGreaterThan(150);
  });

  test('as many slow connections as may be open keep nobody from being answered', async () => {
    await underAttack('crowd', () =>
      slowConnections({ port: port(), count: limits.receiver.connections, random }, 1500),
    );
  });

  test('aborted uploads become incidents, not posts', async () => {
    const outcomes = await underAttack('aborted', () => abortedUploads({ port: port(), count: 500, random }));
    expectNoneHung(outcomes, 500);
    expect((await incidents()).some(({ code }) => code === 'cut-short')).toBe(true);
  });

  test('header floods are refused with the reason', async () => {
    const outcomes = await underAttack('headers', () => headerFloods({ port: port(), count: 150, random }));
    expectNoneHung(outcomes, 150);
    expect(Object.keys(outcomes).sort()).toEqual(['400', '414', '431']);
  });

  test('the largest bodies, several at once, are stored', async () => {
    const outcomes = await underAttack('large', () =>
      largeBodies({ port: port(), count: 5, random }, limits.receiver.bodyBytes),
    );
    expect(outcomes).toEqual({ 200: 5 });
  });

  test('generated malformed requests are answered or closed, and what is refused is an incident', async () => {
    const outcomes = await underAttack('malformed', () =>
      malformedRequests({ port: port(), count: 3000, random }, seed),
    );
    expectNoneHung(outcomes, 3000);
    expect(outcomes['400'] ?? 0).toBeGreaterThan(500);
    expect(outcomes['503'] ?? 0).toBe(0);
  });

  test('afterwards it is whole: everything honest is stored, incidents are capped, memory is bounded', async () => {
    expectStoredOnceByTicket();
    const { storage } = await app.call<AppStatus>('GET', '/status');
    expect(storage.ok).toBe(true);
    const kept = await incidents();
    expect(kept.length).toBeGreaterThan(300);
    expect(kept.length).toBeLessThanOrEqual(limits.store.incidents);
    expect(kept.every(({ sentence }) => /^[A-Z].+\.$/.test(sentence))).toBe(true);
    if (process.platform === 'linux') {
      const most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))?.[1]) * 1024;
      expect(most).toBeLessThan(memoryBytes);
    }
    expect(app.stderr()).toBe('');
    expect(await app.end('SIGTERM')).toBe(0);
  });

  /** Malformed requests may repeat tickets of their own. */
  function expectStoredOnceByTicket(): void {
    using db = lookInto(join(app.dataFolder, 'tapline.db'));
    const times = db.prepare('SELECT count(*) FROM posts WHERE ticket = ?').pluck();
    expect(honestTickets.filter((ticket) => times.get(ticket) !== 1)).toEqual([]);
    expect(honestTickets.length).toBeGreaterThan(50);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  }
});
