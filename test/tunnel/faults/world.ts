import { defaultEndpoints, type Tunnel } from '../../../contract/index.ts';
import { limits as appLimits } from '../../../main/limits.ts';
import { startReceiver } from '../../../main/receiver/receiver.ts';
import type { Receiver } from '../../../main/receiver/types.ts';
import type { TunnelLimits } from '../../../main/tunnel/backoff.ts';
import { createLocaltunnel } from '../../../main/tunnel/localtunnel.ts';
import { randomName } from '../../../main/tunnel/name.ts';
import type { OutageNews } from '../../../main/tunnel/outages.ts';
import { createProbes } from '../../../main/tunnel/probe.ts';
import { createTunnel, type TunnelSupervisor } from '../../../main/tunnel/supervisor.ts';
import type { LocaltunnelHost } from '../../helpers/localtunnel-host.ts';
import { lookInto, tempFolder, testStore } from '../../helpers/store.ts';
import { lineOf } from '../world.ts';
import { type Path, startPath } from './path.ts';
import { numberMark } from './platform.ts';

/** How fast everything goes; all in milliseconds. */
export interface Pace {
  limits: TunnelLimits;
  /** Between two posts of the platform. */
  postEveryMs: number;
  /** How long the platform waits for an answer. */
  postTimeoutMs: number;
}

/** A minute of a tunnel's life in a second or two. The real server holds a lost name for a second, at any pace. */
export const fastPace: Pace = {
  limits: {
    ...appLimits.tunnel,
    openTimeoutMs: 3000,
    firstRetryMs: 60,
    lastRetryMs: 300,
    probeEveryMs: 150,
    probeTimeoutMs: 500,
    probeAfterMissMs: 60,
    nameTries: 4,
    nameRetryMs: 350,
    nameAskFirstMs: 200,
    nameAskLastMs: 800,
    nameLingerMs: 300,
  },
  postEveryMs: 40,
  postTimeoutMs: 1500,
};

/** As the app runs. */
export const realPace: Pace = { limits: appLimits.tunnel, postEveryMs: 200, postTimeoutMs: 10_000 };

/** The app's tunnel, receiver and store behind a path that can fail. */
export interface FaultWorld extends AsyncDisposable {
  path: Path;
  /** What the fault prepared. */
  prepared: AsyncDisposable | null;
  pace: Pace;
  tunnel: TunnelSupervisor;
  name: string;
  /** Every snapshot that was told, oldest first, with when (`performance.now()`). */
  seen: { at: number; tunnel: Tunnel }[];
  outages: OutageNews[];
  /** Closes the receiver; opens it again on the same port. */
  closeReceiver(): Promise<void>;
  openReceiver(): Promise<void>;
  /** Sets the clock on, as a machine finds it after sleep. */
  skipClock(ms: number): void;
  /** Numbers of the platform's posts that are on disk, read by a connection of its own. */
  record(): Set<number>;
}

/**
 * Starts one, and opens the tunnel.
 * @param prepare changes the path before that.
 */
export async function startFaultWorld(
  lt: LocaltunnelHost,
  pace: Pace,
  prepare?: (path: Path) => Promise<AsyncDisposable>,
): Promise<FaultWorld> {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(tempFolder());
  const store = undo.use(await testStore(folder.path));
  const path = undo.use(await startPath(lt));
  const probes = createProbes({
    version: '0.0.0',
    timeoutMs: pace.limits.probeTimeoutMs,
    lookup: path.lookup,
  });
  let receiver: Receiver | null = null;
  let port = 0;
  const openReceiver = async () => {
    receiver = await startReceiver({
      port,
      bodyLimit: () => store.settings.bodyLimit,
      endpoints: () => defaultEndpoints,
      probe: probes.handle,
      via: () => 'tunnel',
      append: store.append,
      onIncident: () => undefined,
      onRefused: () => undefined,
      timeouts: { drainMs: 50 },
    });
    if (receiver.portTaken !== null) throw new Error('The port of the receiver was taken meanwhile.');
    port = receiver.port;
  };
  const closeReceiver = async () => {
    await receiver?.close();
    receiver = null;
  };
  await openReceiver();
  undo.defer(closeReceiver);

  const prepared = (await prepare?.(path)) ?? null;
  undo.use(prepared);
  const name = randomName();
  const seen: FaultWorld['seen'] = [];
  const outages: OutageNews[] = [];
  let skipped = 0;
  const tunnel = createTunnel({
    line: lineOf(createLocaltunnel({ host: path.host, version: '0.0.0', lookup: path.lookup }), name),
    port,
    probes,
    lastUrl: null,
    saveUrl: () => undefined,
    endpoints: () => defaultEndpoints,
    onOutage: (outage) => outages.push(outage),
    limits: pace.limits,
    now: () => Date.now() + skipped,
  });
  undo.defer(() => tunnel.close());
  tunnel.subscribe((snapshot) => seen.push({ at: performance.now(), tunnel: snapshot }));

  const rest = undo.move();
  return {
    path,
    prepared,
    pace,
    tunnel,
    name,
    seen,
    outages,
    closeReceiver,
    openReceiver,
    skipClock(ms) {
      skipped += ms;
    },
    record() {
      using db = lookInto(folder.file);
      const targets = db.prepare('SELECT target FROM posts').pluck().all() as (string | Buffer)[];
      return new Set(targets.map((target) => Number(String(target).split(numberMark)[1])));
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
