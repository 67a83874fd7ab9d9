import type { Tunnel } from '../../../contract/index.ts';
import type { Path } from './path.ts';
import type { FaultWorld } from './world.ts';

/** Mends what a fault broke. */
export type Heal = () => Promise<void> | void;

/** One way in which a tunnel can fail. */
export interface Fault {
  name: string;
  /** What the reason must say while it lasts; null when the tunnel is to stay online. */
  reason: RegExp | null;
  /** The states from before it to after it, joined with `>`, each once in a row. */
  states: RegExp;
  /** When it has lasted long enough to be mended; default: as soon as the tunnel is shown as down. */
  lastsUntil?(tunnel: Tunnel): boolean;
  /** Milliseconds that it lasts at the most, whether it was noticed or not. */
  lastsMs?: number;
  /** Prepares the path before the tunnel is opened. */
  prepare?(path: Path): Promise<AsyncDisposable>;
  break(world: FaultWorld): Promise<Heal> | Heal;
}

/** Down, perhaps offline in between, and online again. */
export const downAndBack = /^online>reconnecting>(offline>)?online$/;

/** A moment's interruption may be noticed or not. */
export const upOrBack = /^online(>reconnecting>online)*$/;

/** Online under another name in between. */
export const downAndBackTwice = /^online(>reconnecting(>offline)?>online)+$/;
