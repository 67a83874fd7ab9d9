import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts the time of processes in hundredths of a second. */
const tickMs = 10;
const sampleEveryMs = 100;

export interface Cost {
  /** Processor time, in milliseconds. */
  cpuMs: number;
  /** Most memory held at a time, in MB of 1024 * 1024 bytes. */
  peakMb: number;
  /** Processors that others kept busy meanwhile: neither these processes, nor this one or what it started. */
  foreign: number;
}

/** Watches what a process and its children cost, from /proc; null where there is none. */
export function watchCost(pid: number): { stop(): Cost | null } {
  let pids = treeOf(pid);
  const before = sum(pids, cpuOf);
  const othersBefore = machineMs() - before - ownMs();
  const began = performance.now();
  // What a process held at most is known to the kernel; of several, the sum is looked at now and then.
  let peak = 0;
  const sample = () => {
    peak = Math.max(
      peak,
      sum(pids, (one) => memoryOf(one, 'VmRSS')),
    );
  };
  sample();
  const sampling = setInterval(sample, sampleEveryMs);
  return {
    stop() {
      clearInterval(sampling);
      pids = treeOf(pid);
      if (pids.length === 0) return null;
      sample();
      if (pids.length === 1) peak = Math.max(peak, memoryOf(pid, 'VmHWM'));
      const after = sum(pids, cpuOf);
      const others = machineMs() - after - ownMs() - othersBefore;
      return { cpuMs: after - before, peakMb: peak, foreign: Math.max(0, others / (performance.now() - began)) };
    },
  };
}

/** Megabytes that a process holds now. */
export const memoryMb = (pid: number) => memoryOf(pid, 'VmRSS');

/** Bytes that a process had the disk write so far; NaN where the system does not say. */
export const writtenBytes = (pid: number) => Number(/^write_bytes: (\d+)$/m.exec(read(pid, 'io'))?.[1]);

/** Open files, sockets and pipes of a process. */
export function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return Number.NaN;
  }
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0);
}

function read(pid: number | string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended meanwhile, or this is no Linux.
    return '';
  }
}

/** The fields of `stat` after the program's name, which may hold spaces and brackets. */
const statOf = (pid: number | string) => read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];

function cpuOf(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * tickMs;
}

/** This process and those that it started and that ended. */
function ownMs(): number {
  return statOf(process.pid)
    .slice(11, 15)
    .reduce((total, ticks) => total + Number(ticks) * tickMs, 0);
}

/** Time that all processes of the machine took; interrupts belong to none. */
function machineMs(): number {
  const [, , user = 0, nice = 0, system = 0] = (read('.', 'stat').split('\n')[0] ?? '').split(' ').map(Number);
  return (user + nice + system) * tickMs;
}

function memoryOf(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${name}:\\s+(\\d+) kB`).exec(read(pid, 'status'));
  return found ? Number(found[1]) / 1024 : 0;
}

function treeOf(root: number): number[] {
  if (read(root, 'stat') === '') return [];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(statOf(name)[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}
