import type { Endpoint } from '../../contract/index.ts';
import { messageOf } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Batcher } from '../replay/batcher.ts';
import { createBell } from '../replay/bell.ts';
import type { Replayer } from '../replay/replay.ts';
import type { ForwardHead, ForwardOutcome, Store, TimedRequest } from '../store/types.ts';
import type { TargetBook } from '../targets/target-book.ts';
import { backoffMs } from '../tunnel/backoff.ts';
import { type Attempt, attempt } from './attempt.ts';

export interface LaneOptions {
  path: string;
  store: Pick<Store, 'forwards' | 'requests'>;
  replayer: Pick<Replayer, 'trySending'>;
  targets: TargetBook;
  /** The endpoint as it is now; null when it does not forward by a queue, or is gone. */
  endpoint(): Endpoint | null;
  isPaused(): boolean;
  outcomes: Batcher<ForwardOutcome, number | null>;
  /** Something is otherwise than it was. */
  onChange(): void;
  onFault(error: unknown): void;
}

/** Forwards the posts of one endpoint, one after the other. */
export interface Lane {
  /** There may be work. */
  wake(): void;
  /** There may be work, and what was waited for may have come. */
  hurry(): void;
  /** Why the oldest post waits, and until when. */
  waiting(): { reason: string | null; retryAt: string | null };
  stop(): Promise<void>;
}

/** Starts at once with what waits; it goes on until it is stopped. */
export function startLane(options: LaneOptions): Lane {
  const { path, store, endpoint, isPaused, outcomes, onChange } = options;
  const bell = createBell();
  const stopping = new AbortController();
  /** Failures in a row, which the next wait depends on. */
  let failures = 0;
  let hold: { reason: string; until: number; retryAt: string } | null = null;
  let isWoken = true;

  const mayRun = (): boolean => !stopping.signal.aborted && !isPaused() && endpoint() !== null;

  function wait(reason: string, lastRetryMs: number): void {
    failures++;
    const ms = backoffMs(failures, { firstRetryMs: limits.forward.firstRetryMs, lastRetryMs }, Math.random());
    hold = { reason, until: performance.now() + ms, retryAt: new Date(Date.now() + ms).toISOString() };
    onChange();
  }

  function release(): void {
    failures = 0;
    if (hold === null) return;
    hold = null;
    onChange();
  }

  /** Writes down what became of a post. What is lost with a process that ends before is sent again by the next one. */
  function settle(outcome: Omit<ForwardOutcome, 'path'>): Promise<unknown> {
    const settled = outcomes.add({ ...outcome, path });
    settled.then(onChange, (error: unknown) => {
      options.onFault(error);
      wait(messageOf(error), limits.forward.lastRetryMs);
    });
    return settled.catch(() => {});
  }

  /** False when the posts behind it have to wait. */
  async function conclude(head: ForwardHead, rule: Endpoint['forward'], result: Attempt): Promise<boolean> {
    const { postId } = head;
    if (result.type === 'broken-off') return false;
    if (result.type === 'down') {
      wait(result.reason, limits.forward.downRetryMs);
      return false;
    }
    if (result.type === 'sent') {
      release();
      void settle({ postId, target: result.sending.target, delivery: result.sending, result: { type: 'sent' } });
      return true;
    }
    const { reason } = result;
    const attempts = head.attempts + 1;
    const isDead = result.type === 'hopeless' || attempts >= rule.attempts;
    const delivery = result.type === 'refused' ? result.sending : null;
    const target = result.type === 'refused' ? result.sending.target : result.target;
    if (isDead) release();
    else wait(reason, limits.forward.lastRetryMs);
    await settle({ postId, target, delivery, result: { type: isDead ? 'dead' : 'waits', attempts, reason } });
    return isDead && hold === null;
  }

  async function forward(head: ForwardHead, request: TimedRequest | null): Promise<boolean> {
    const rule = endpoint();
    if (!rule || !mayRun()) return false;
    if (!request) {
      await settle({ postId: head.postId, target: '', delivery: null, result: { type: 'gone' } });
      return true;
    }
    const { targets, replayer } = options;
    const tried = await attempt({ request, endpoint: rule, targets, replayer, signal: stopping.signal });
    return conclude(head, rule.forward, tried);
  }

  /** Works through what is queued; resolves when nothing is, or the oldest has to wait. */
  async function drain(): Promise<void> {
    while (mayRun() && hold === null) {
      // What is not written down yet would be read, and sent, again.
      await outcomes.idle();
      const heads = await store.forwards.heads(path, limits.forward.headPosts);
      if (heads.length === 0 || hold !== null) return;
      const requests = await store.requests(heads.map((head) => head.postId));
      for (const [i, request] of requests.entries()) {
        await outcomes.room();
        if (hold !== null || !(await forward(heads[i] as ForwardHead, request))) break;
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const rest = hold === null ? 0 : hold.until - performance.now();
      if (rest > 0) await bell.wait(rest);
      else if (isWoken || hold !== null) {
        isWoken = false;
        hold = null;
        try {
          await drain();
        } catch (error) {
          options.onFault(error);
          wait(messageOf(error), limits.forward.lastRetryMs);
        }
        onChange();
      } else await bell.wait();
    }
    await outcomes.idle();
  }

  const ended = run();
  return {
    wake() {
      isWoken = true;
      bell.ring();
    },
    hurry() {
      isWoken = true;
      failures = 0;
      if (hold) hold.until = 0;
      bell.ring();
    },
    waiting: () => ({ reason: hold?.reason ?? null, retryAt: hold?.retryAt ?? null }),
    stop() {
      stopping.abort();
      bell.ring();
      return ended;
    },
  };
}
