import { implement } from '@orpc/server';
import {
  type AppStatus,
  contract,
  type Delivery,
  type FeedEvent,
  type Settings,
  type TunnelChoice,
} from '../../contract/index.ts';
import type { Feed } from '../feed/feed.ts';
import type { Forwarder } from '../forward/forwarder.ts';
import type { InOut } from '../in-out/in-out.ts';
import type { OpenedFiles } from '../in-out/opened-files.ts';
import type { ReplayJobs } from '../replay/jobs.ts';
import type { Replayer } from '../replay/replay.ts';
import type { Store } from '../store/types.ts';
import type { TargetWatch } from '../targets/health.ts';
import type { TargetBook } from '../targets/target-book.ts';
import type { TestPosts } from '../test-posts/test-posts.ts';
import type { TunnelSupervisor } from '../tunnel/supervisor.ts';

/** The parts the API speaks for. */
export interface ApiParts {
  store: Store;
  feed: Feed;
  replayer: Replayer;
  testPosts: TestPosts;
  targets: TargetBook;
  targetWatch: TargetWatch;
  forwarder: Forwarder;
  jobs: ReplayJobs;
  inOut: InOut;
  openedFiles: OpenedFiles;
  tunnel: TunnelSupervisor;
  /** Goes over to another tunnel and keeps the choice. @throws TaplineError TUNNEL_INVALID */
  useTunnel(choice: TunnelChoice): Promise<void>;
  status(): AppStatus;
  /** Target of replays that name none: a flag of the command line, else the setting. */
  defaultTarget(): string | null;
  /** Told that endpoints were set. */
  onEndpoints?(): void;
  /** Told of settings that were changed. */
  onSettings?(settings: Settings): void;
}

/** Where handlers for the contract are made. */
export const os = implement(contract);

/** Tells the views of a delivery. */
export function told({ feed }: Pick<ApiParts, 'feed'>, delivery: Delivery): Delivery {
  feed.publish({ type: 'delivery', delivery } satisfies FeedEvent);
  return delivery;
}
