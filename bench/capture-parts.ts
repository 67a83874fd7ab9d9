import { type Mode, modes, type Size, sizes } from './capture-load.ts';

/** What is measured of each server: how posts come, over how many connections, of which size, on how full a database. */
export interface Part {
  /** `<mode>-<connections>[-10k|-1000k][-million]` */
  name: string;
  mode: Mode;
  connections: number;
  kib: Size;
  /** Posts that are stored before. */
  posts: number;
}

/** One measurement of one server. */
export interface Run {
  part: string;
  server: string;
  round: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  longest: number;
  refused: number;
  errors: number;
  /** Processor time a post; null where /proc does not tell, as the others of these. */
  cpuUs: number | null;
  peakMb: number | null;
  /** Processors that were busy with something that has no part in this. */
  foreign: number | null;
  /** Posts that were answered and are not stored; null where nothing is stored. */
  lost: number | null;
  /** From the last answer until all posts could be found through the index. */
  indexedMs: number | null;
}

const connectionCounts = [1, 64, 512];
export const million = 1_000_000;

function partOf(mode: Mode, connections: number, kib: Size, posts: number): Part {
  const size = kib === sizes[0] ? '' : `-${kib}k`;
  return { name: `${mode}-${connections}${size}${posts > 0 ? '-million' : ''}`, mode, connections, kib, posts };
}

/** The whole matrix. */
export const allParts: readonly Part[] = [0, million].flatMap((posts) =>
  sizes.flatMap((kib) =>
    connectionCounts.flatMap((connections) => modes.map((mode) => partOf(mode, connections, kib, posts))),
  ),
);

export const quickParts = ['keep-alive-64', 'close-64'];

/** @returns the parts of these names, or null when one is unknown */
export function partsOf(names: readonly string[]): Part[] | null {
  const found = names.map((name) => allParts.find((part) => part.name === name));
  return found.every((part) => part !== undefined) ? found : null;
}
