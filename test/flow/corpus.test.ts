import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Incident, PostSummary } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { checkCurl, checkReplay, checkStored } from '../corpus/check-post.ts';
import { type Played, playConnection } from '../corpus/play-connection.ts';
import {
  type CorpusCase,
  type CorpusConnection,
  type ExpectedIncident,
  readCorpus,
  unusedFiles,
} from '../corpus/read-corpus.ts';
import { startApp, type TestApp } from '../helpers/app.ts';
import { startTarget, type Target } from '../helpers/target.ts';
import { startWorld } from '../receiver/world.ts';

/** Above a hundred connections a second the receiver taps none, and incidents lack bytes: no second may hold two rounds of more. */
const connectionsPerRound = 45;

const corpus = readCorpus();
const played = corpus.filter(({ timeouts }) => timeouts === undefined);

describe('the corpus', () => {
  let app: TestApp;
  let target: Target;
  const round = { connections: 0, since: performance.now() };
  beforeAll(async () => {
    app = await startApp();
    target = await startTarget();
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });

  it.each(played)('$name', async (one) => {
    expect(unusedFiles(one)).toEqual([]);
    for (const connection of one.connections) await check(one, connection);
  });

  it('is stored whole, and nothing else is', async () => {
    const connections = played.flatMap((one) => one.connections);
    expect(app.app.status().posts).toBe(connections.flatMap(({ posts }) => posts).length);
    expect(await incidents()).toHaveLength(connections.flatMap((one) => one.incidents).length);
    expect(app.app.status().storage).toEqual({ ok: true, reason: null, since: null, refused: 0 });
  });

  async function check(one: CorpusCase, connection: CorpusConnection): Promise<void> {
    await stayCalm();
    const firstId = app.app.status().posts + 1;
    const earlier = (await incidents()).length;
    const told = await playConnection(Number(new URL(app.receiver).port), one, connection);
    expect(told.answers).toEqual(connection.answers);
    const count = connection.incidents.length;
    await expect.poll(async () => (await incidents()).length, { timeout: 5000 }).toBe(earlier + count);
    const kept = (await incidents()).slice(0, count).toReversed();
    for (const [index, expected] of connection.incidents.entries()) checkIncident(kept[index], expected, told);

    expect(app.app.status().posts).toBe(firstId - 1 + connection.posts.length);
    for (const [index, expected] of connection.posts.entries()) {
      const post = { app, id: firstId + index, expected, firstId };
      await checkStored(post);
      await checkCurl(post);
      await checkReplay(post, target);
    }
    if (connection.timeline) {
      const timeline = await app.api<PostSummary[]>('GET', `/posts/${firstId}/timeline`);
      expect(timeline.body.map(({ status }) => status)).toEqual(connection.timeline);
    }
  }

  async function stayCalm(): Promise<void> {
    round.connections++;
    if (round.connections <= connectionsPerRound) return;
    await expect.poll(() => performance.now() - round.since, { timeout: 5000 }).toBeGreaterThan(1000);
    round.connections = 1;
    round.since = performance.now();
  }

  async function incidents(): Promise<Incident[]> {
    return (await app.api<Incident[]>('GET', '/incidents')).body;
  }
});

const slow = corpus.filter(({ timeouts }) => timeouts !== undefined);
it.each(slow)('the corpus, with shorter times: $name', async (one) => {
  expect(unusedFiles(one)).toEqual([]);
  for (const connection of one.connections) {
    await using world = await startWorld({ timeouts: one.timeouts ?? {} });
    const told = await playConnection(world.receiver.port, one, connection);
    expect(told.answers).toEqual(connection.answers);
    expect(world.posts).toEqual([]);
    expect(world.incidents).toHaveLength(connection.incidents.length);
    for (const [index, expected] of connection.incidents.entries()) {
      checkIncident(world.incidents[index], expected, told);
    }
  }
});

/** An incident tells what was answered and keeps the bytes that came, from the right one on. */
function checkIncident(kept: Omit<Incident, 'id'> | undefined, expected: ExpectedIncident, { sent }: Played): void {
  expect(kept).toMatchObject({
    code: expected.code,
    responseStatus: expected.status,
    remoteAddress: '127.0.0.1',
    method: expected.method,
    ...(expected.target === undefined ? {} : { target: expected.target }),
  });
  expect(kept?.sentence).toMatch(/^[A-Z].{15,}\.$/);
  expect(kept?.sentence).toContain(expected.says ?? '');
  const bytes = Buffer.from(kept?.bytes ?? '', 'base64');
  const all = sent.subarray(expected.from);
  // Of what is too large, no more is read than it takes to see that.
  expect(bytes.length).toBeGreaterThanOrEqual(Math.min(all.length, 1000));
  expect(bytes.equals(all.subarray(0, Math.min(bytes.length, limits.store.incidentBytes)))).toBe(true);
  if (all.length <= 1000) expect(kept?.size).toBe(all.length);
}
