import type { LocaltunnelHost } from '../../helpers/localtunnel-host.ts';
import { until } from '../../helpers/store.ts';
import type { Fault } from './fault.ts';
import { type Platform, startPlatform } from './platform.ts';
import { type FaultWorld, type Pace, startFaultWorld } from './world.ts';

/** What a fault did. Times in milliseconds. */
export interface FaultResult {
  name: string;
  /** From the break until the state said so; null when it never did. */
  shownDownMs: number | null;
  /** What it said: the reason that fits, or else the first. */
  reason: string | null;
  /** States in their order, joined with `>`. */
  states: string;
  /** From the healing (where the tunnel stays up: from the break) until a post sent after it was answered 2xx. */
  flowsAgainMs: number;
  /** True when the platform's URL was no longer in force for a while. */
  alarmed: boolean;
  sent: number;
  /** Posts that the platform saw answered 2xx. */
  answered: number;
  /** How many of them are not on disk. */
  notStored: number;
}

/**
 * Opens a tunnel, has the platform post all the time, breaks the path, waits until the tunnel is shown as down, heals the
 * path, and waits until posts to the URL that the platform was given at first are answered and on disk again.
 * @throws Error when one of these does not happen within a time that follows from the pace.
 */
export async function runFault(fault: Fault, lt: LocaltunnelHost, pace: Pace): Promise<FaultResult> {
  const { limits } = pace;
  // Two probes that time out, whatever opening comes before them, and a busy machine.
  const noticedMs = 3 * (limits.probeEveryMs + limits.probeTimeoutMs) + 15_000;
  const healedMs = 2 * noticedMs + 2 * limits.lastRetryMs;
  await using world = await startFaultWorld(lt, pace, fault.prepare);
  const snapshot = () => world.tunnel.snapshot();
  const isOnline = () => snapshot().state === 'online';
  await until('the tunnel is online', isOnline, noticedMs);
  const { url, callbackUrl } = snapshot();
  const platform = startPlatform({ url: callbackUrl ?? '', everyMs: pace.postEveryMs, timeoutMs: pace.postTimeoutMs });
  try {
    await until('posts flow', () => platform.posts.filter((post) => post.status === 200).length >= 3, noticedMs);

    const brokenAt = performance.now();
    const heal = await fault.break(world);
    const over = fault.lastsUntil ?? (({ state }) => state !== 'online');
    const lasts = fault.lastsMs ?? Number.POSITIVE_INFINITY;
    const isOver = () => over(snapshot()) || performance.now() - brokenAt > lasts;
    if (fault.reason) await until(`"${fault.name}" shows`, isOver, healedMs);

    const healedAt = fault.reason ? performance.now() : brokenAt;
    if (lasts < Number.POSITIVE_INFINITY) await until('it has lasted', () => performance.now() - brokenAt > lasts);
    await heal();
    const firstAfter = () => firstAnswered(platform, healedAt);
    await until('posts flow again', () => firstAfter() !== null && isOnline() && snapshot().url === url, healedMs);
    const flowed = firstAfter() ?? 0;
    // Some more, so that a tunnel that flaps is caught at it.
    const calmFrom = platform.posts.length;
    const calm = () => platform.posts.slice(calmFrom).filter((post) => post.status === 200).length >= 5;
    await until('posts go on flowing', calm, healedMs);
    await until('the tunnel is calm', isOnline, healedMs);
    await platform.stop();
    return accountOf(fault, world, { platform, brokenAt, flowsAgainMs: flowed - healedAt });
  } finally {
    await platform.stop();
  }
}

interface Account {
  platform: Platform;
  brokenAt: number;
  flowsAgainMs: number;
}

function accountOf(fault: Fault, world: FaultWorld, { platform, brokenAt, flowsAgainMs }: Account): FaultResult {
  const after = world.seen.filter(({ at }) => at >= brokenAt);
  const states = ['online', ...after.map(({ tunnel }) => tunnel.state)];
  const reasons = after.flatMap(({ tunnel }) => (tunnel.state !== 'online' && tunnel.reason ? [tunnel.reason] : []));
  const down = after.find(({ tunnel }) => tunnel.state !== 'online');
  const stored = world.record();
  const answered = platform.posts.filter(({ status }) => status !== null && status >= 200 && status < 300);
  return {
    name: fault.name,
    shownDownMs: down ? Math.round(down.at - brokenAt) : null,
    reason: reasons.find((reason) => fault.reason?.test(reason)) ?? reasons[0] ?? null,
    states: states.filter((state, at) => state !== states[at - 1]).join('>'),
    flowsAgainMs: Math.round(flowsAgainMs),
    alarmed: after.some(({ tunnel }) => tunnel.urlChange !== null),
    sent: platform.posts.length,
    answered: answered.length,
    notStored: answered.filter(({ number }) => !stored.has(number)).length,
  };
}

/** When the first post that was sent after an instant was answered 2xx, or null. */
function firstAnswered(platform: Platform, after: number): number | null {
  const answers = platform.posts.filter(({ sentAt, status }) => sentAt >= after && status === 200);
  return answers.length > 0
    ? Math.min(...answers.map(({ answeredAt }) => answeredAt ?? Number.POSITIVE_INFINITY))
    : null;
}
