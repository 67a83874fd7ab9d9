import { setTimeout as delay } from 'node:timers/promises';
import { createLocaltunnel } from '../main/tunnel/localtunnel.ts';
import { startLocaltunnelHost } from '../test/helpers/localtunnel-host.ts';
import { startPath } from '../test/tunnel/faults/path.ts';
import { realPace } from '../test/tunnel/faults/world.ts';
import { startWorld } from '../test/tunnel/world.ts';

/** What an idle tunnel costs this machine. */
export interface TunnelCost {
  probes: number;
  /** CPU time of this process for one probe, in milliseconds, with both ends of its connections and the proxies between. */
  cpuMsPerProbe: number;
  /** Share of one core at the app's own pace, in percent. */
  cpuPercent: number;
  /** Over the public side and the tunnel's connections together. */
  bytesPerProbe: number;
  bytesPerHour: number;
}

const stretchMs = 30_000;
const probeEveryMs = 250;

/**
 * Probes far more often than the app does, so that the cost can be told from the noise, takes off what the same process
 * needs in the same time with an open tunnel that hardly probes, and scales to the app's own pace.
 */
export async function measureCost(): Promise<TunnelCost> {
  const idle = await stretch(10 * stretchMs);
  const busy = await stretch(probeEveryMs);
  const probes = Math.max(1, busy.probes - idle.probes);
  const cpuMsPerProbe = Math.max(0, busy.cpuMs - idle.cpuMs) / probes;
  const bytesPerProbe = (busy.bytes - idle.bytes) / probes;
  const { probeEveryMs: realEveryMs } = realPace.limits;
  return {
    probes,
    cpuMsPerProbe,
    cpuPercent: (100 * cpuMsPerProbe) / realEveryMs + (100 * idle.cpuMs) / stretchMs,
    bytesPerProbe: Math.round(bytesPerProbe),
    bytesPerHour: Math.round((bytesPerProbe * 3_600_000) / realEveryMs),
  };
}

async function stretch(everyMs: number): Promise<{ cpuMs: number; bytes: number; probes: number }> {
  await using host = await startLocaltunnelHost();
  await using path = await startPath(host);
  await using world = await startWorld({
    lookup: path.lookup,
    provider: () => createLocaltunnel({ host: path.host, version: '0.0.0', lookup: path.lookup }),
    limits: { ...realPace.limits, probeEveryMs: everyMs },
  });
  await world.untilState('online');
  const bytes = () => [path.front, ...path.slots].reduce((sum, proxy) => sum + proxy.bytes, 0);
  const probes = () => world.tunnel.history().probes.length;
  const before = { cpu: process.cpuUsage(), bytes: bytes(), probes: probes() };
  await delay(stretchMs);
  const { user, system } = process.cpuUsage(before.cpu);
  return { cpuMs: (user + system) / 1000, bytes: bytes() - before.bytes, probes: probes() - before.probes };
}

export function costText(cost: TunnelCost): string {
  const perHour = Math.round(cost.bytesPerHour / 1024);
  return [
    `${cost.probes} probes: ${cost.cpuMsPerProbe.toFixed(2)} ms CPU and ${cost.bytesPerProbe} bytes each`,
    `at one probe every ${realPace.limits.probeEveryMs / 1000} s: ${cost.cpuPercent.toFixed(3)} % of a core, ${perHour} KiB an hour`,
  ].join('\n');
}
