import type { Expectation, ReplayJob } from '../../contract/index.ts';
import { codeOf, messageOf } from '../errors.ts';
import { limits } from '../limits.ts';
import { deliveryRow, type NewDelivery } from '../store/new-delivery.ts';
import type { Store, StoredRequest } from '../store/types.ts';
import type { ResolvedTarget, TargetBook } from '../targets/target-book.ts';
import { createBatcher } from './batcher.ts';
import { createBell } from './bell.ts';
import { createConnectionPool } from './connection-pool.ts';
import { isDemanding } from './expect.ts';
import { type JobPost, jobPosts } from './job-posts.ts';
import { createPacing } from './pacing.ts';
import type { Replayer, Sending } from './replay.ts';

export interface JobOptions {
  id: number;
  ids: Float64Array;
  query: string | null;
  /** What was asked for, and what it is; null = each post's own. */
  target: { text: string; found: ResolvedTarget } | null;
  concurrency: number;
  rate: number | null;
  speed: number | null;
  expect: Expectation | undefined;
  store: Pick<Store, 'requests' | 'addDeliveries'>;
  replayer: Pick<Replayer, 'trySending'>;
  targets: TargetBook;
  /** Something is otherwise than it was. */
  onProgress(): void;
}

export interface RunningJob {
  snapshot(): ReplayJob;
  pause(paused: boolean): void;
  /** Starts nothing more. */
  cancel(): void;
  /** Starts nothing more, and breaks off what is under way. */
  abort(): void;
  ended: Promise<void>;
}

/** Runs a job: so many posts at a time, started in order. */
export function runJob(options: JobOptions): RunningJob {
  const { id, ids, target, store, replayer, targets, onProgress } = options;
  const bell = createBell();
  const pool = createConnectionPool();
  const job = { id, pool };
  const aborting = new AbortController();
  const outcomes = new Map<string, number>();
  const began = performance.now();
  const startedAt = new Date().toISOString();
  let state: ReplayJob['state'] = 'running';
  let reason: string | null = null;
  let done = 0;
  let passed = 0;
  let failed = 0;
  let isExpecting = isDemanding(options.expect) || isDemanding(target?.found.expect);
  let endedAt: string | null = null;
  let endedMs: number | null = null;

  const isOver = (): boolean => state === 'cancelled' || state === 'done';
  // Deliveries wait as rows: a few texts each, where the objects of hundreds would be copied by every collection of garbage.
  const batcher = createBatcher<NewDelivery, number>({
    commit: (rows) => store.addDeliveries(rows),
    sizeOf: ([body]) => (body?.length ?? 0) + 1000,
    most: limits.replay.waitingDeliveries,
    mostBytes: limits.replay.waitingDeliveryBytes,
    gatherMs: limits.replay.gatherMs,
  });
  const pacing = createPacing({ ...options, isHeld: () => state === 'paused', isOver, bell });
  const posts = jobPosts(store, ids);
  let taking: Promise<unknown> = Promise.resolve();
  let takers = 0;

  /** The next post, when its time has come; one worker after the other, so that starts are in order. */
  function take(): JobPost | Promise<JobPost | null> {
    // Mostly nothing is to be waited for, and thousands a second ask.
    const now = takers === 0 && pacing.isFree() && batcher.hasRoom() && !isOver() ? posts.ready() : null;
    if (now) return now;
    takers++;
    const next = taking.then(async () => {
      await batcher.room();
      const post = isOver() ? null : await posts.next();
      if (!post) return null;
      await pacing.turn(post.request?.receivedAt ?? 0);
      return isOver() ? null : post;
    });
    const leave = (): void => void takers--;
    taking = next.then(leave, leave);
    return next;
  }

  function count(outcome: string, isPassed: boolean | null): void {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    done++;
    if (isPassed !== null) isExpecting = true;
    if (isPassed === true) passed++;
    else if (isPassed === false) failed++;
    onProgress();
  }

  const keepFailed = (error: unknown): void => end('cancelled', messageOf(error));

  async function sendOne({ request }: JobPost): Promise<void> {
    if (!request) {
      count('POST_NOT_FOUND', isExpecting ? false : null);
      return;
    }
    let found: ResolvedTarget | null = target?.found ?? null;
    let sending: Sending;
    try {
      found ??= targets.forPost(request.endpoint);
      const { expect } = options;
      sending = await replayer.trySending({
        request,
        target: found,
        origin: 'replay',
        expect,
        job,
        signal: aborting.signal,
      });
    } catch (error) {
      const isDemanded = isDemanding(options.expect ?? found?.expect);
      sending = unsent({ request, id, error, target: found?.url ?? '', passed: isDemanded ? false : null });
    }
    // The replay that was broken off did not fail; it is only not done.
    if (aborting.signal.aborted && sending.error) return;
    batcher.put(deliveryRow(sending), keepFailed);
    count(sending.error?.code ?? String(sending.response?.status ?? 0), sending.passed);
  }

  async function work(): Promise<void> {
    for (;;) {
      const next = take();
      const post = next instanceof Promise ? await next : next;
      if (!post) return;
      await sendOne(post);
    }
  }

  function end(next: 'done' | 'cancelled', why: string | null): void {
    if (isOver()) return;
    state = next;
    reason = why;
    bell.ring();
  }

  async function run(): Promise<void> {
    try {
      await Promise.all(Array.from({ length: options.concurrency }, work));
    } catch (error) {
      end('cancelled', messageOf(error));
    }
    await batcher.idle();
    pool.close();
    // Ended before it is told, so that who is told can look at everything.
    endedAt = new Date().toISOString();
    endedMs = performance.now();
    end('done', null);
    onProgress();
  }

  return {
    snapshot: () => ({
      id,
      state,
      reason,
      query: options.query,
      target: target?.text ?? null,
      total: ids.length,
      done,
      outcomes: [...outcomes].map(([outcome, many]) => ({ outcome, count: many })).sort((a, b) => b.count - a.count),
      passed: isExpecting ? passed : null,
      failed: isExpecting ? failed : null,
      startedAt,
      endedAt,
      perSecond: Math.round((done / Math.max(0.001, ((endedMs ?? performance.now()) - began) / 1000)) * 10) / 10,
    }),
    pause(paused) {
      if (isOver()) return;
      state = paused ? 'paused' : 'running';
      bell.ring();
      onProgress();
    },
    cancel() {
      end('cancelled', null);
      onProgress();
    },
    abort() {
      end('cancelled', 'Tapline was closed.');
      aborting.abort();
    },
    ended: run(),
  };
}

/** The record of a post that could not even be sent. */
function unsent(about: {
  request: StoredRequest;
  id: number;
  error: unknown;
  target: string;
  passed: boolean | null;
}): Sending {
  const { request, id, error, target, passed } = about;
  const message = messageOf(error);
  return {
    postId: request.id,
    target,
    origin: 'replay',
    startedAt: new Date().toISOString(),
    durationMs: 0,
    request: {
      method: request.method,
      target: request.target,
      headers: request.headers,
      bodySize: request.body.length,
      editedBody: null,
    },
    response: null,
    error: { code: codeOf(error) ?? 'FAILED', message },
    jobId: id,
    passed,
    differences: passed === false ? [message] : [],
  };
}
