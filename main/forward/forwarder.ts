import type { Delivery, Endpoint, ForwardState } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Answer, AnswerRequest } from '../receiver/types.ts';
import { createBatcher } from '../replay/batcher.ts';
import { createBell } from '../replay/bell.ts';
import type { Replayer } from '../replay/replay.ts';
import { createTeller } from '../replay/teller.ts';
import type { ForwardOutcome, Store } from '../store/types.ts';
import type { TargetBook } from '../targets/target-book.ts';
import { forwardTarget } from './attempt.ts';
import { type Lane, startLane } from './lane.ts';
import { passThrough } from './pass-through.ts';

export interface Forwarder {
  states(): Promise<ForwardState[]>;
  /** Holds all forwarding by queue, also over a restart, or goes on with it. Pass-through is not held: the platform waits. */
  pause(paused: boolean): Promise<void>;
  /** Queues stored posts of an endpoint that match. Resolves with how many. @throws TaplineError BAD_REQUEST, BAD_QUERY */
  enqueue(options: { path: string; query: string }): Promise<number>;
  /** Queues dead letters again, all or those of some posts. */
  retry(postIds?: number[]): Promise<number>;
  /** Takes posts, or dead letters, out of the queue of an endpoint. */
  discard(options: { path: string; dead: boolean }): Promise<number>;
  /** The target's answer to a post, or null for the endpoint's own. */
  answerFor(asked: AnswerRequest): Promise<Answer | null>;
  /** Posts were stored. Cheap: called for each. */
  stored(): void;
  /** Endpoints, targets or settings are others. */
  changed(): void;
  /** A target can be reached again. */
  hurry(): void;
  /** Whether a post waits for its target. */
  isWaiting(): boolean;
  close(): Promise<void>;
}

const pausedName = 'forward-paused';

/** Forwards posts to the targets of their endpoints: by a queue on disk, in order, or while the platform waits. */
export function createForwarder(options: {
  store: Pick<
    Store,
    'forwards' | 'requests' | 'request' | 'addDelivery' | 'endpoints' | 'value' | 'putValue' | 'matching' | 'lastId'
  >;
  replayer: Pick<Replayer, 'trySending'>;
  targets: TargetBook;
  onDelivery(delivery: Delivery): void;
  /** Told a few times a second while something goes on. */
  onChange(states: ForwardState[]): void;
  onFault(error: unknown): void;
}): Forwarder {
  const { store, replayer, targets, onFault } = options;
  const lanes = new Map<string, Lane>();
  let paused = store.value(pausedName) === 'yes';
  const bell = createBell();
  let deriving: Promise<void> | null = null;
  let deriveAgain = false;
  let closed = false;

  const teller = createTeller(limits.forward.tellMs, () => {
    states().then(options.onChange, onFault);
  });
  const outcomes = createBatcher<ForwardOutcome, number | null>({
    async commit(items) {
      const ids = await store.forwards.settle(items);
      for (const [i, { delivery }] of items.entries()) {
        const id = ids[i];
        if (delivery && typeof id === 'number') options.onDelivery({ ...delivery, id });
      }
      return ids;
    },
    sizeOf: ({ delivery }) => delivery?.response?.body.length ?? 0,
    most: limits.forward.unsettled,
    mostBytes: limits.replay.waitingDeliveryBytes,
  });

  const queueing = (path: string): Endpoint | null =>
    store.endpoints.find((one) => one.path === path && one.forward.mode === 'queue') ?? null;

  async function states(): Promise<ForwardState[]> {
    const counts = new Map((await store.forwards.counts()).map((one) => [one.path, one]));
    const left = [...counts.values()].filter(
      (one) => one.queued + one.dead > 0 && !store.endpoints.some(({ path }) => path === one.path),
    );
    return [...store.endpoints, ...left].flatMap((one): ForwardState[] => {
      const { path } = one;
      const { queued = 0, dead = 0, sent = 0 } = counts.get(path) ?? {};
      const mode = 'forward' in one ? one.forward.mode : 'off';
      if (mode === 'off' && queued + dead === 0) return [];
      const waiting = lanes.get(path)?.waiting() ?? { reason: null, retryAt: null };
      const reason =
        queued === 0 ? null : mode === 'queue' ? (paused ? 'Forwarding is paused.' : waiting.reason) : offReason;
      const target = 'forward' in one ? targetOf(one) : null;
      return [
        {
          path,
          mode,
          target,
          paused: paused && mode === 'queue',
          queued,
          dead,
          sent,
          reason,
          retryAt: reason === null || paused ? null : waiting.retryAt,
        },
      ];
    });
  }

  function targetOf(endpoint: Endpoint): string | null {
    try {
      const { name, url } = forwardTarget(endpoint, targets);
      return name ?? url;
    } catch {
      return endpoint.forward.target ?? endpoint.target;
    }
  }

  /** One lane for each endpoint that forwards by a queue. */
  function keepLanes(): void {
    for (const { path, forward } of store.endpoints) {
      if (forward.mode !== 'queue' || lanes.has(path)) continue;
      lanes.set(
        path,
        startLane({
          path,
          store,
          replayer,
          targets,
          endpoint: () => queueing(path),
          isPaused: () => paused,
          outcomes,
          onChange: teller.tell,
          onFault,
        }),
      );
    }
  }

  /** Queues what was stored, and again what was stored meanwhile. */
  async function derive(): Promise<void> {
    do {
      deriveAgain = false;
      try {
        await store.forwards.derive();
      } catch (error) {
        // The watermark stays where it is; the next post, or the next start, tries again.
        onFault(error);
        return;
      }
      for (const lane of lanes.values()) lane.wake();
      teller.tell();
      // The writer has posts to take as well.
      await bell.wait(limits.forward.deriveEveryMs);
    } while (deriveAgain && !closed);
  }

  function stored(): void {
    if (lanes.size === 0 || closed) return;
    deriveAgain = true;
    deriving ??= derive().finally(() => {
      deriving = null;
    });
  }

  function hurry(): void {
    for (const lane of lanes.values()) lane.hurry();
    teller.tell();
  }

  keepLanes();
  // What was answered before the process ended, and not queued yet.
  stored();

  return {
    states,
    async pause(next) {
      await store.putValue(pausedName, next ? 'yes' : 'no');
      paused = next;
      hurry();
    },
    async enqueue({ path, query }) {
      if (!queueing(path)) {
        throw new TaplineError(
          'BAD_REQUEST',
          `Posts at ${path} are not forwarded by a queue. Turn forwarding on for this endpoint first.`,
        );
      }
      let queued = 0;
      for (let upTo = store.lastId; ; ) {
        const ids = await store.matching(query, upTo, limits.replay.matchedIds);
        if (ids.length > 0) queued += await store.forwards.enqueue(path, ids);
        const oldest = ids.at(-1);
        if (oldest === undefined || ids.length < limits.replay.matchedIds) break;
        upTo = oldest - 1;
      }
      hurry();
      return queued;
    },
    async retry(postIds) {
      const queued = await store.forwards.retry(postIds ?? null);
      hurry();
      return queued;
    },
    async discard({ path, dead }) {
      const discarded = await store.forwards.discard(path, dead);
      hurry();
      return discarded;
    },
    answerFor: (asked) =>
      passThrough({ asked, store, replayer, targets, onDelivery: options.onDelivery, onFault }).catch(
        (error: unknown) => {
          onFault(new Error(`Passing post ${asked.id} through failed: ${messageOf(error)}`));
          return null;
        },
      ),
    stored,
    changed() {
      keepLanes();
      stored();
      hurry();
    },
    hurry,
    isWaiting: () => [...lanes.values()].some((lane) => lane.waiting().reason !== null),
    async close() {
      closed = true;
      teller.stop();
      bell.ring();
      await deriving;
      await Promise.all([...lanes.values()].map((lane) => lane.stop()));
    },
  };
}

const offReason = 'Forwarding is off for this endpoint.';
