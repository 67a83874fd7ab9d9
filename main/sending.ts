import type { Delivery } from '../contract/index.ts';
import type { Feed } from './feed/feed.ts';
import { createForwarder, type Forwarder } from './forward/forwarder.ts';
import { limits } from './limits.ts';
import { createReplayJobs, type ReplayJobs } from './replay/jobs.ts';
import { createReplayer, type Replayer } from './replay/replay.ts';
import type { Store } from './store/types.ts';
import { createTargetWatch, type TargetWatch } from './targets/health.ts';
import { createTargetBook, type TargetBook } from './targets/target-book.ts';

/** Everything that sends posts to targets. */
export interface Sending {
  targets: TargetBook;
  replayer: Replayer;
  forwarder: Forwarder;
  jobs: ReplayJobs;
  targetWatch: TargetWatch;
  /** Ends jobs and forwarding, and resolves when all that was sent is written down. */
  close(): Promise<void>;
}

/** Builds it, and goes on with what waits to be forwarded. */
export function startSending(options: {
  store: Store;
  feed: Feed;
  /** Name or URL; null = none. */
  defaultTarget(): string | null;
  onFault(error: unknown): void;
}): Sending {
  const { store, feed, defaultTarget, onFault } = options;
  const targets = createTargetBook({ targets: () => store.targets, endpoints: () => store.endpoints, defaultTarget });
  const replayer = createReplayer({ store, resolve: targets.resolve });
  const forwarder = createForwarder({
    store,
    replayer,
    targets,
    // A view reads the deliveries of the post it shows; a flood of them would only make it lose its place.
    onDelivery: atMost(limits.forward.toldPerSecond, (delivery: Delivery) =>
      feed.publish({ type: 'delivery', delivery }),
    ),
    onChange: (forwards) => feed.publish({ type: 'forwards', forwards }),
    onFault,
  });
  const jobs = createReplayJobs({
    store,
    replayer,
    targets,
    onProgress: (job) => feed.publish({ type: 'replay-job', job }),
  });
  const targetWatch = createTargetWatch({
    targets: () => store.targets,
    isNeeded: () => feed.isWatched || forwarder.isWaiting(),
    onChange(health) {
      feed.publish({ type: 'target-health', health });
      if (health.some((one) => one.reachable)) forwarder.hurry();
    },
  });
  return {
    targets,
    replayer,
    forwarder,
    jobs,
    targetWatch,
    async close() {
      targetWatch.close();
      await Promise.all([jobs.close(), forwarder.close()]);
    },
  };
}

/** Lets so many calls a second through. */
function atMost<Argument>(perSecond: number, call: (argument: Argument) => void): (argument: Argument) => void {
  let since = 0;
  let calls = 0;
  return (argument) => {
    const now = performance.now();
    if (now - since >= 1000) {
      since = now;
      calls = 0;
    }
    calls++;
    if (calls <= perSecond) call(argument);
  };
}
