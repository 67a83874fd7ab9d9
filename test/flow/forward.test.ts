import { expect, test } from 'vitest';
import { defaultEndpoints, type Endpoint, type ForwardState, forwardRuleSchema } from '../../contract/index.ts';
import { startAnswering } from '../helpers/answering.ts';
import { type Cli, startCli } from '../helpers/cli.ts';
import { tempFolder } from '../helpers/store.ts';

const rounds = 4;
const senders = 4;

/** Sends posts, each when the one before was answered, until the receiver is gone; keeps the tickets that were answered. */
async function pour(receiver: string, answered: string[], nextTicket: () => string): Promise<void> {
  for (;;) {
    const ticket = nextTicket();
    const answer = await fetch(`${receiver}/callback`, { method: 'POST', body: `ticket=${ticket}` }).catch(() => null);
    if (!answer) return;
    if (answer.ok) answered.push(ticket);
    await answer.arrayBuffer().catch(() => {});
  }
}

/** The posts in the order in which they came for the first time. */
const firsts = (posts: readonly number[]): number[] => [...new Set(posts)];

test(`${rounds} kills in the middle of forwarding: every answered post reaches the target, in order`, async () => {
  using folder = tempFolder();
  await using target = await startAnswering();
  // Slow enough that the queue grows and a kill meets a post on its way.
  target.answer = (_one, response) => void setTimeout(() => response.end(), 2);
  const forward = forwardRuleSchema.parse({ mode: 'queue', target: target.url });
  const endpoints: Endpoint[] = defaultEndpoints.map((one) => ({ ...one, forward }));
  const answered: string[] = [];
  let sent = 0;
  let last: Cli | null = null;
  for (let round = 0; round <= rounds; round++) {
    const cli: Cli = await startCli([], { dataFolder: folder.path });
    if (round === 0) await cli.call('PUT', '/endpoints', endpoints);
    if (round === rounds) {
      last = cli;
      break;
    }
    const before = target.posts.length;
    const wanted = answered.length + 40;
    const pouring = Array.from({ length: senders }, () => pour(cli.receiver, answered, () => `t${++sent}.`));
    await expect.poll(() => answered.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(wanted);
    await expect.poll(() => target.posts.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before + 5);
    await cli.end('SIGKILL');
    await Promise.all(pouring);
  }
  await using cli = last as Cli;
  const state = async (): Promise<ForwardState | undefined> =>
    (await cli.call<ForwardState[]>('GET', '/forwards')).find((one) => one.path === '/callback');
  await expect.poll(state, { timeout: 30_000 }).toMatchObject({ queued: 0, dead: 0, reason: null });

  const got = new Set(target.handled.map((one) => one.body));
  expect(answered.filter((ticket) => !got.has(`ticket=${ticket}`))).toEqual([]);
  // What came twice was on its way when the process ended; first comings are in order.
  const order = firsts(target.posts);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(answered.length).toBeGreaterThan(rounds * 40);
});
