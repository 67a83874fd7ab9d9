import { implement } from '@orpc/server';
import {
  type AppStatus,
  contract,
  type Delivery,
  type FeedEvent,
  type Settings,
  type TunnelChoice,
} from '../../contract/index.ts';
import { platformReadings } from '../dialects/readings.ts';
import { dialectById, dialectInfos } from '../dialects/registry.ts';
import { TaplineError } from '../errors.ts';
import type { Feed } from '../feed/feed.ts';
import { toCurl } from '../replay/curl.ts';
import type { Replayer } from '../replay/replay.ts';
import { parseTarget } from '../replay/target.ts';
import type { TestPosts } from '../replay/test-posts.ts';
import type { Store } from '../store/types.ts';
import { providerInfos } from '../tunnel/providers.ts';
import type { TunnelSupervisor } from '../tunnel/supervisor.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { decodedBody } from './decoded-body.ts';
import { deletePosts, markMany } from './many-posts.ts';

/** The parts the API speaks for. */
export interface ApiParts {
  store: Store;
  feed: Feed;
  replayer: Replayer;
  testPosts: TestPosts;
  tunnel: TunnelSupervisor;
  /** Goes over to another tunnel and keeps the choice. @throws TaplineError TUNNEL_INVALID */
  useTunnel(choice: TunnelChoice): Promise<void>;
  status(): AppStatus;
  /** Target of replays that name none: a flag of the command line, else the setting. */
  defaultTarget(): string | null;
  /** Told of settings that were changed. */
  onSettings?(settings: Settings): void;
}

const listedRecords = 500;

/** Implements the contract. The adapters beside this file carry it over HTTP and over a MessagePort. */
export function createRouter(parts: ApiParts) {
  const { store, feed, tunnel } = parts;
  const os = implement(contract);

  async function targetFor(postId: number, asked: string | undefined): Promise<string> {
    if (asked?.trim()) return asked;
    const { endpoint } = await store.request(postId);
    const target = store.endpoints.find((one) => one.path === endpoint)?.target ?? parts.defaultTarget();
    if (!target) {
      throw new TaplineError(
        'TARGET_MISSING',
        'Name a target for the replay, for example http://localhost:8080, or set a default one in the settings.',
      );
    }
    return target;
  }

  function told(delivery: Delivery): Delivery {
    feed.publish({ type: 'delivery', delivery });
    return delivery;
  }

  return os.router({
    status: os.status.handler(() => parts.status()),
    posts: {
      list: os.posts.list.handler(({ input }) => store.list(input)),
      count: os.posts.count.handler(({ input }) => store.count(input.query ?? '')),
      facets: os.posts.facets.handler(({ input }) => store.facets(input.query ?? '')),
      histogram: os.posts.histogram.handler(({ input }) => store.histogram(input)),
      values: os.posts.values.handler(({ input }) => store.values(input)),
      markMany: os.posts.markMany.handler(({ input }) => markMany(parts, input)),
      get: os.posts.get.handler(({ input }) => store.post(input.id)),
      body: os.posts.body.handler(async ({ input }) => {
        const request = await store.request(input.id);
        const { bytes, cut } = input.decoded ? await decodedBody(request) : { bytes: request.body, cut: false };
        const name = `post-${input.id}${cut ? '-cut' : ''}.bin`;
        return new File([new Uint8Array(bytes)], name, { type: 'application/octet-stream' });
      }),
      timeline: os.posts.timeline.handler(({ input }) => store.timeline(input.id)),
      readings: os.posts.readings.handler(async ({ input }) => {
        const post = await store.post(input.id);
        return platformReadings({ ...post, dialect: post.dialect === null ? null : dialectById(post.dialect) });
      }),
      deliveries: os.posts.deliveries.handler(async ({ input }) => {
        await store.request(input.id);
        return store.deliveries(input.id);
      }),
      replay: os.posts.replay.handler(async ({ input, signal }) => {
        const target = await targetFor(input.id, input.target);
        return told(await parts.replayer.replay({ postId: input.id, target, edits: input.edits, signal }));
      }),
      curl: os.posts.curl.handler(async ({ input }) => {
        const [post, request] = await Promise.all([store.post(input.id), store.request(input.id)]);
        return toCurl({
          request,
          target:
            input.target ?? store.endpoints.find((one) => one.path === post.endpoint)?.target ?? parts.defaultTarget(),
          secretRanges: post.secretRanges,
          secretHeaders: post.secretHeaders,
          reveal: input.reveal,
        });
      }),
      mark: os.posts.mark.handler(async ({ input: { id, ...marks } }) => {
        const post = await store.mark(id, marks);
        feed.publish({ type: 'posts-changed', posts: [post], total: store.total, unread: store.unread });
        return post;
      }),
      delete: os.posts.delete.handler(({ input }) => deletePosts(parts, input.query)),
    },
    conversations: os.conversations.handler(({ input }) => store.conversations(input)),
    statusLabels: {
      list: os.statusLabels.list.handler(() => store.statusLabels()),
      put: os.statusLabels.put.handler(async ({ input }) => {
        await store.putStatusLabel(input);
        return store.statusLabels();
      }),
    },
    testPosts: os.testPosts.handler(async ({ input }) => {
      const result = await parts.testPosts.send(input);
      return 'postId' in result && !('target' in result) ? result : told(result as Delivery);
    }),
    tunnel: {
      get: os.tunnel.get.handler(() => tunnel.snapshot()),
      use: os.tunnel.use.handler(async ({ input }) => {
        await parts.useTunnel(input);
        return tunnel.snapshot();
      }),
      providers: os.tunnel.providers.handler(() => providerInfos()),
      history: os.tunnel.history.handler(() => tunnel.history()),
      probe: os.tunnel.probe.handler(async () => {
        await tunnel.probe();
        return tunnel.snapshot();
      }),
      restart: os.tunnel.restart.handler(async () => {
        await tunnel.restart();
        return tunnel.snapshot();
      }),
      dismissUrlChange: os.tunnel.dismissUrlChange.handler(() => {
        tunnel.dismissUrlChange();
        return tunnel.snapshot();
      }),
    },
    outages: os.outages.handler(() => store.outages(listedRecords)),
    incidents: os.incidents.handler(() => store.incidents(listedRecords)),
    dialects: os.dialects.handler(() => dialectInfos()),
    endpoints: {
      list: os.endpoints.list.handler(() => [...store.endpoints]),
      replace: os.endpoints.replace.handler(async ({ input }) => {
        checkEndpoints(input);
        await store.putEndpoints(input);
        feed.publish({ type: 'tunnel', tunnel: tunnel.snapshot() });
        return input;
      }),
    },
    settings: {
      get: os.settings.get.handler(() => store.settings),
      update: os.settings.update.handler(async ({ input }) => {
        if (typeof input.target === 'string') parseTarget(input.target);
        const settings = { ...store.settings, ...input };
        await store.putSettings(settings);
        parts.onSettings?.(settings);
        return settings;
      }),
    },
    events: os.events.handler(({ signal }) => events(parts, signal)),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;

/** What holds now, then everything that happens. */
async function* events(
  { feed, tunnel, status }: ApiParts,
  signal: AbortSignal | undefined,
): AsyncGenerator<FeedEvent, void, void> {
  // A view may leave before the subscription is handed to it below; it must end then, too.
  const left = new AbortController();
  try {
    // Subscribed before the snapshots are taken, so that nothing falls between.
    const following = feed.subscribe(signal ? AbortSignal.any([signal, left.signal]) : left.signal);
    const first = following.next();
    yield { type: 'status', status: status() };
    yield { type: 'tunnel', tunnel: tunnel.snapshot() };
    const event = await first;
    if (event.done) return;
    yield event.value;
    yield* following;
  } finally {
    left.abort();
  }
}
