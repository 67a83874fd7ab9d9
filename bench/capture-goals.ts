import { allParts, type Run } from './capture-parts.ts';
import { median, ratios } from './capture-ratios.ts';
import type { Visible } from './capture-visible.ts';

/** What one machine must reach, in ratios of one run wherever that can be said. */
const goals = {
  ofSink: { 'keep-alive-64': 0.6, 'close-64': 0.8 } as Record<string, number>,
  millionOfEmpty: 0.85,
  ofMockttp: 2.4,
  p99Ms: 8,
  rssMb: 200,
  visibleP95Ms: 100,
};

export interface Goal {
  name: string;
  value: number;
  goal: number;
  met: boolean;
}

/** Compares one build of Tapline with the goals; what was not measured is not named. */
export function goalsOf(server: string, runs: readonly Run[], visible: Visible | undefined): Goal[] {
  const own = runs.filter((run) => run.server === server);
  const list: Goal[] = [];
  const atLeast = (name: string, value: number, goal: number) =>
    list.push({ name: `${server}: ${name}`, value, goal, met: value >= goal });
  const atMost = (name: string, value: number, goal: number) =>
    list.push({ name: `${server}: ${name}`, value, goal: goal, met: value <= goal });
  for (const [part, goal] of Object.entries(goals.ofSink)) {
    const these = own.filter((run) => run.part === part);
    if (these.length === 0) continue;
    atLeast(`${part}, of the sink`, median(ratios(these, runs, { server: 'sink' })), goal);
    const ofMockttp = ratios(these, runs, { server: 'mockttp' });
    if (ofMockttp.length > 0) atLeast(`${part}, of mockttp`, median(ofMockttp), goals.ofMockttp);
    const onMillion = own.filter((run) => run.part === `${part}-million`);
    const kept = ratios(onMillion, runs, { server, part });
    if (kept.length > 0) atLeast(`${part}, a million posts of an empty database`, median(kept), goals.millionOfEmpty);
    atMost(`${part}, p99 ms`, median(these.map((run) => run.p99)), goals.p99Ms);
    const peaks = these.flatMap((run) => run.peakMb ?? []);
    if (peaks.length > 0) atMost(`${part}, RSS MB`, Math.max(...peaks), goals.rssMb);
  }
  if (visible) atMost('sent to visible in the live feed, p95 ms', visible.p95, goals.visibleP95Ms);
  return list;
}

/** Parts of which a goal speaks, for whom asks for all that is promised. */
export const goalParts = allParts
  .map((part) => part.name)
  .filter((name) => Object.keys(goals.ofSink).some((part) => name === part || name === `${part}-million`));
