import type { AppStatus, FeedEvent, Settings, Tunnel, TunnelChoice } from '../contract/index.ts';
import { type AppRouter, createRouter } from './api/router.ts';
import { tokenOf } from './api/token.ts';
import { warmUp } from './api/warm-up.ts';
import { messageOf, StartError } from './errors.ts';
import { createFeed } from './feed/feed.ts';
import { type Follower, followPosts } from './feed/follow-posts.ts';
import { createIncidentKeeper } from './feed/incident-keeper.ts';
import { createRemovalNews } from './feed/removal-news.ts';
import { createStorageAlarm } from './feed/storage-alarm.ts';
import type { Forwarder } from './forward/forwarder.ts';
import { createInOut } from './in-out/in-out.ts';
import { createOpenedFiles, type OpenedFiles } from './in-out/opened-files.ts';
import type { Log } from './log.ts';
import { openFolder } from './open-folder.ts';
import type { AppOptions } from './options.ts';
import { startReceiver } from './receiver/receiver.ts';
import { viaOf } from './receiver/via.ts';
import { startSending } from './sending.ts';
import type { Store } from './store/types.ts';
import { createTestPosts } from './test-posts/test-posts.ts';
import { defaultChoice, keepChoice, keepUrl, keptChoice, keptUrl, lineOf } from './tunnel/lines.ts';
import { createOutageRecorder } from './tunnel/outage-recorder.ts';
import { createProbes } from './tunnel/probe.ts';
import { createTunnel, type TunnelLine } from './tunnel/supervisor.ts';
import { findWayIn } from './tunnel/way-in.ts';
import { version } from './version.ts';

/** A running Tapline. */
export interface App {
  router: AppRouter;
  status(): AppStatus;
  tunnel: { snapshot(): Tunnel; subscribe(listener: (tunnel: Tunnel) => void): () => void; checkNow(): void };
  /** The HTTP side; `url` carries the token. `portTaken` is the port asked for, when another had to be used. */
  inspector: { url: string; apiUrl: string; token: string; portTaken: number | null };
  /**
   * Calls `listener` once for every post stored from now on, in order, and waits for what it returns before the next. Returns the way out.
   */
  onPost(listener: (post: { id: number; kind: string }) => unknown): () => void;
  /** Everything that views are told from now on, until `signal` is aborted. */
  events(signal: AbortSignal): AsyncIterable<FeedEvent>;
  /** What waits to be forwarded, and the pause that holds it. */
  forwarding: Pick<Forwarder, 'states' | 'pause'>;
  /** Takes files up that the system wants to have opened. */
  openedFiles: Pick<OpenedFiles, 'add'>;
  /** Does what the first window will wait for, before there is one. */
  warmUp(): void;
  settings: { current(): Settings; subscribe(listener: (settings: Settings) => void): () => void };
  /** Closes the tunnel, lets requests under way finish, commits, closes the database and gives the folder free. */
  close(): Promise<void>;
}

/**
 * Builds everything, in the order in which a post flows, and starts it.
 * @param opened the data folder, where that was opened before; it is closed with the app
 * @throws StartError when it cannot start; what was started until then is closed again
 */
export async function createApp(
  options: AppOptions,
  log: Log,
  opened = openFolder(options.dataFolder, log),
): Promise<App> {
  const fault = (error: unknown) => log.error(messageOf(error));
  await using undo = new AsyncDisposableStack();

  const { lock, told } = opened;
  undo.defer(() => lock.release());

  // The receiver takes posts from the moment it listens, before what follows it below is there.
  let publicUrl: () => string | null = () => null;
  let tellStatus = () => {};

  const alarm = createStorageAlarm(() => tellStatus());
  told.health = alarm.report;
  told.retained = (deleted) => removals.deleted(deleted);
  // Loaded while the store's threads start: together these two are most of the time until Tapline is ready.
  const loading = import('./api/http.ts');
  const store = await opened.store;
  undo.defer(() => store.close());

  const feed = createFeed(store, fault);
  undo.defer(() => feed.close());
  const removals = createRemovalNews({ store, feed });
  undo.defer(() => removals.end());
  const followers = new Set<Follower>();
  undo.defer(() => {
    for (const follower of followers) follower.stop();
  });

  const defaultTarget = () => options.target ?? store.settings.target;
  const probes = createProbes({ version });
  const sending = startSending({ store, feed, defaultTarget, onFault: fault });
  undo.defer(() => sending.close());
  const { replayer, forwarder } = sending;
  const inOut = createInOut({ store, feed, targets: sending.targets });
  const openedFiles = createOpenedFiles({
    importFile: inOut.importFile,
    onChange: () => tellStatus(),
  });
  const testPosts = createTestPosts({
    replayer,
    endpoints: () => store.endpoints,
    defaultTarget,
    receiverUrl: () => receiver.url,
    publicUrl: () => publicUrl(),
    wayIn: (url) => findWayIn(url, tunnel.server()),
    version,
  });

  const incidents = createIncidentKeeper({ store, feed, onFault: fault });
  undo.defer(() => incidents.settled());
  const receiver = await startReceiver({
    port: options.receiverPort,
    bodyLimit: () => store.settings.bodyLimit,
    endpoints: () => store.endpoints,
    probe: probes.handle,
    via: (rawHeaders) => (testPosts.isTest(rawHeaders) ? 'test' : viaOf(rawHeaders, publicUrl())),
    async append(post) {
      const id = await store.append(post);
      testPosts.stored(post, id);
      feed.postsStored();
      forwarder.stored();
      for (const follower of followers) follower.wake();
      return id;
    },
    answerFor: forwarder.answerFor,
    onIncident: incidents.keep,
    onRefused: alarm.refused,
  });
  undo.defer(() => receiver.close());
  // Before the receiver, which would wait for answers to them.
  undo.defer(() => testPosts.close());

  const outages = await createOutageRecorder({ store, onFault: fault });
  undo.defer(() => outages.settled());
  let line = await startLine(options.tunnel ?? keptChoice(store) ?? defaultChoice, store);
  const tunnel = createTunnel({
    line,
    port: receiver.port,
    probes,
    lastUrl: keptUrl(store),
    saveUrl: (url) => void keepUrl(store, url, line).catch(fault),
    endpoints: () => store.endpoints,
    openOutage: outages.open,
    onOutage: outages.record,
    onGood: outages.good,
  });
  undo.defer(() => tunnel.close());
  publicUrl = () => tunnel.snapshot().url;
  tunnel.subscribe((snapshot) => feed.publish({ type: 'tunnel', tunnel: snapshot }));

  const notices = store.movedAside
    ? [
        {
          code: 'DATABASE_MOVED_ASIDE',
          message: `The database was damaged. It was moved to ${store.movedAside}, and a new one was started; nothing in it was deleted.`,
        },
      ]
    : [];
  for (const notice of notices) log.warn(notice.message);
  function status(): AppStatus {
    return {
      version,
      receiver: { url: receiver.url, port: receiver.port, portTaken: receiver.portTaken },
      dataFolder: options.dataFolder,
      target: options.target,
      posts: store.total,
      unread: store.unread,
      storage: alarm.state(),
      notices,
      openedFiles: openedFiles.list(),
    };
  }
  tellStatus = () => feed.publish({ type: 'status', status: status() });

  const useTunnel = async (choice: TunnelChoice) => {
    const next = await lineOf(choice, store);
    await keepChoice(store, choice);
    line = next;
    await tunnel.use(next);
  };
  const settingsListeners = new Set<(settings: Settings) => void>();
  const onSettings = (settings: Settings) => {
    for (const listener of settingsListeners) listener(settings);
  };
  const router = createRouter({
    store,
    feed,
    inOut,
    openedFiles,
    ...sending,
    testPosts,
    tunnel,
    useTunnel,
    status,
    defaultTarget,
    onSettings,
    onEndpoints: () => receiver.rulesSet(),
  });
  const token = tokenOf(options.dataFolder);
  const { startInspector } = await loading;
  const http = await startInspector({
    router,
    inOut,
    port: options.inspectorPort,
    token,
    rendererFolder: options.rendererFolder,
    onFault: fault,
  });
  undo.defer(() => http.close());
  lock.publish(http.url);
  const isOther = options.inspectorPort !== 0 && http.port !== options.inspectorPort;

  const running = undo.move();
  return {
    router,
    status,
    tunnel,
    inspector: {
      url: `${http.url}/?token=${token}`,
      apiUrl: `${http.url}/api`,
      token,
      portTaken: isOther ? options.inspectorPort : null,
    },
    onPost(listener) {
      const follower = followPosts({
        store,
        all: true,
        async onPosts(posts) {
          for (const { id, kind } of posts) await listener({ id, kind });
        },
        onFault: fault,
      });
      followers.add(follower);
      return () => {
        followers.delete(follower);
        follower.stop();
      };
    },
    events: (signal) => feed.subscribe(signal),
    forwarding: forwarder,
    openedFiles,
    warmUp: () => void warmUp(router),
    settings: {
      current: () => store.settings,
      subscribe(listener) {
        settingsListeners.add(listener);
        return () => settingsListeners.delete(listener);
      },
    },
    // Undone in reverse: no new posts through the tunnel, then the receiver drains, and only then the store closes.
    close: () => running.disposeAsync(),
  };
}

/** @throws StartError when the tunnel of the command line cannot be used */
function startLine(choice: TunnelChoice, store: Store): Promise<TunnelLine> {
  return lineOf(choice, store).catch((error: unknown) => {
    throw new StartError(messageOf(error), { cause: error });
  });
}
