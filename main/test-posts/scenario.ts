import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { scenarioSchema, TestPost } from '../../contract/index.ts';
import type { z } from '../../contract/zod.ts';
import { fieldsOfKey } from '../dialects/sample.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { knownDialect } from './make.ts';

export type ScenarioInput = z.output<typeof scenarioSchema>;

export interface ScenarioResult {
  /** Stored, or answered by the target in whatever way. */
  sent: number;
  failed: number;
  /** Why the first that failed did, or why the rest was not sent; null when all went well. */
  reason: string | null;
}

/** A test post and when it is to be sent. */
interface Step {
  test: TestPost;
  /** Milliseconds after the beginning of the scenario; in a scenario that waits for each post, after the one before. */
  atMs: number;
}

interface Plan {
  steps: Step[];
  /** True when each post is to be stored before the next is sent. */
  inOrder: boolean;
  /** True when all posts are one, byte for byte. */
  same: boolean;
}

/**
 * Sends the posts of a scenario. A post that fails does not end it; the signal does.
 * @param send sends one test post; posts of one `key` are the same bytes
 * @throws TaplineError DIALECT_UNKNOWN, BAD_REQUEST, before anything is sent
 */
export async function runScenario(
  input: ScenarioInput,
  send: (test: TestPost, key: string | null) => Promise<{ error?: string | null }>,
  signal?: AbortSignal,
): Promise<ScenarioResult> {
  const { steps, inOrder, same } = planOf(input);
  const result: ScenarioResult = { sent: 0, failed: 0, reason: null };
  const key = same ? randomBytes(12).toString('hex') : null;
  const one = async (test: TestPost): Promise<void> => {
    try {
      const { error } = await send(test, key);
      if (error) throw new Error(error);
      result.sent++;
    } catch (error) {
      result.failed++;
      result.reason ??= messageOf(error);
    }
  };

  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  let started = 0;
  for (const { test, atMs } of steps) {
    const left = inOrder ? atMs : atMs - (performance.now() - began);
    if (!(await waited(left, signal))) break;
    started++;
    const sending = one(test).finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (inOrder) await sending;
    // Beyond that the rate falls to what the way can take.
    else if (underWay.size >= limits.testPosts.connections) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (started < steps.length) result.reason = `It was cancelled after ${started} of ${steps.length} posts.`;
  return result;
}

/** False when the signal ended the wait. */
async function waited(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    if (ms > 0) await pause(ms, undefined, signal ? { signal } : {});
  } catch {
    return false;
  }
  return signal?.aborted !== true;
}

function planOf({ test, scenario }: ScenarioInput): Plan {
  switch (scenario.type) {
    case 'burst': {
      const tickets = ticketsFor(test);
      const steps = Array.from({ length: scenario.count }, (_, i) => ({
        test: { ...test, fields: { ...test.fields, ...tickets((given) => `${given}-${i + 1}`) } },
        atMs: (i * 1000) / scenario.rate,
      }));
      return { steps, inOrder: false, same: false };
    }
    case 'duplicates': {
      const steps = Array.from({ length: scenario.count }, (_, i) => ({ test, atMs: i * scenario.gapMs }));
      return { steps, inOrder: false, same: true };
    }
    case 'statuses': {
      const status: TestPost = { ...test, kind: 'status' };
      const [name] = fieldsOfKey(knownDialect(status.dialect), 'status', 'status');
      if (name === undefined) {
        throw new TaplineError('BAD_REQUEST', `The dialect "${status.dialect}" names no field that holds a status.`);
      }
      const fields = { ...status.fields, ...ticketsFor(status)((given) => given) };
      const values = scenario.shuffled ? shuffled(scenario.values) : scenario.values;
      const steps = values.map((value, i) => ({
        test: { ...status, fields: { ...fields, [name]: value } },
        atMs: i === 0 ? 0 : scenario.gapMs,
      }));
      return { steps, inOrder: true, same: false };
    }
    case 'late':
      return { steps: [{ test, atMs: scenario.afterMs }], inOrder: false, same: false };
  }
}

/** Makes the ticket fields of a post: from the user's own value, else from one of this run; those left out stay out. */
function ticketsFor({ dialect: id, kind, fields = {} }: TestPost) {
  const dialect = knownDialect(id);
  const names = [...fieldsOfKey(dialect, kind, 'ticket'), ...fieldsOfKey(dialect, kind, 'customTicket')];
  const run = `test-${randomBytes(4).toString('hex')}`;
  return (ticket: (given: string) => string): Record<string, string> =>
    Object.fromEntries(
      names.filter((name) => fields[name] !== null).map((name) => [name, ticket(fields[name] ?? run)]),
    );
}

/** In another order than given, where there is one. */
function shuffled(values: readonly string[]): string[] {
  const mixed = [...values];
  if (new Set(values).size < 2) return mixed;
  do {
    for (let i = mixed.length - 1; i > 0; i--) {
      const other = Math.floor(Math.random() * (i + 1));
      [mixed[i], mixed[other]] = [mixed[other] as string, mixed[i] as string];
    }
  } while (mixed.every((value, i) => value === values[i]));
  return mixed;
}
