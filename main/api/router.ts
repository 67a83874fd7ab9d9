import type { FeedEvent } from '../../contract/index.ts';
import { platformReadings } from '../dialects/readings.ts';
import { dialectById, dialectInfos } from '../dialects/registry.ts';
import { providerInfos } from '../tunnel/providers.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { decodedBody } from './decoded-body.ts';
import { forwardRoutes } from './forward-routes.ts';
import { inOutRoutes } from './in-out-routes.ts';
import { deletePosts, markMany } from './many-posts.ts';
import { type ApiParts, os } from './parts.ts';
import { replayRoutes } from './replay-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { testRoutes } from './test-routes.ts';

export type { ApiParts } from './parts.ts';

const listedRecords = 500;

/** Implements the contract. The adapters beside this file carry it over HTTP and over a MessagePort. */
export function createRouter(parts: ApiParts) {
  const { store, feed, tunnel } = parts;
  const { snippets, ...inOut } = inOutRoutes(parts);
  const { replay, curl, replays } = replayRoutes(parts);

  return os.router({
    status: os.status.handler(() => parts.status()),
    posts: {
      list: os.posts.list.handler(({ input, signal }) => store.list(input, signal)),
      count: os.posts.count.handler(({ input, signal }) => store.count(input.query ?? '', signal)),
      facets: os.posts.facets.handler(({ input, signal }) => store.facets(input.query ?? '', signal)),
      histogram: os.posts.histogram.handler(({ input, signal }) => store.histogram(input, signal)),
      values: os.posts.values.handler(({ input, signal }) => store.values(input, signal)),
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
      replay,
      curl,
      snippets,
      mark: os.posts.mark.handler(async ({ input: { id, ...marks } }) => {
        const post = await store.mark(id, marks);
        feed.publish({ type: 'posts-changed', posts: [post], total: store.total, unread: store.unread });
        return post;
      }),
      delete: os.posts.delete.handler(({ input, signal }) => deletePosts(parts, input.query, signal)),
    },
    conversations: os.conversations.handler(({ input, signal }) => store.conversations(input, signal)),
    statusLabels: {
      list: os.statusLabels.list.handler(() => store.statusLabels()),
      put: os.statusLabels.put.handler(async ({ input }) => {
        await store.putStatusLabel(input);
        return store.statusLabels();
      }),
    },
    ...testRoutes(parts),
    ...inOut,
    targets: targetRoutes(parts),
    forwards: forwardRoutes(parts),
    replays,
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
        checkEndpoints(input, parts.targets);
        await store.putEndpoints(input);
        parts.forwarder.changed();
        parts.onEndpoints?.();
        feed.publish({ type: 'changed', what: 'endpoints' });
        feed.publish({ type: 'tunnel', tunnel: tunnel.snapshot() });
        return input;
      }),
    },
    settings: {
      get: os.settings.get.handler(() => store.settings),
      update: os.settings.update.handler(async ({ input }) => {
        if (typeof input.target === 'string') parts.targets.resolve(input.target);
        const settings = { ...store.settings, ...input };
        await store.putSettings(settings);
        parts.forwarder.changed();
        parts.onSettings?.(settings);
        feed.publish({ type: 'changed', what: 'settings' });
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
