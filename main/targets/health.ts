import type { Target, TargetHealth } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { explainFailure } from '../replay/failure.ts';
import { parseTarget } from '../replay/target.ts';
import { openConnection } from '../replay/wire.ts';

export interface TargetWatch {
  /** Looks at every target now and tells how they are. */
  look(): Promise<TargetHealth[]>;
  /** The targets are others, or somebody began to watch. */
  changed(): void;
  close(): void;
}

/** Connects and hangs up. Resolves with null when something listens there, else with why not. */
export function tryToConnect(url: string, timeoutMs: number = limits.targets.connectTimeoutMs): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  try {
    const target = parseTarget(url);
    // A handshake would fill the log of a server with a certificate of its own; that it listens is all that is asked.
    const plain = new URL(target);
    if (target.protocol === 'https:') plain.port ||= '443';
    plain.protocol = 'http:';
    const socket = openConnection(plain);
    const done = (reason: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reason);
    };
    const fail = (error: unknown): void =>
      done(explainFailure(error, { url: target, answered: false, firstBytes: null }).message);
    const timer = setTimeout(() => fail(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), timeoutMs);
    socket.once('connect', () => done(null));
    socket.on('error', fail);
  } catch (error) {
    resolve(error instanceof Error ? error.message : String(error));
  }
  return promise;
}

/** Keeps an eye on the named targets, as long as somebody needs to know. */
export function createTargetWatch(options: {
  targets(): readonly Target[];
  /** Whether anybody needs to know; asked before each look. */
  isNeeded(): boolean;
  /** Something is otherwise than it was. */
  onChange(health: TargetHealth[]): void;
  everyMs?: number;
}): TargetWatch {
  const { targets, isNeeded, onChange, everyMs = limits.targets.healthEveryMs } = options;
  let known = new Map<string, TargetHealth & { url: string }>();
  let looking: Promise<TargetHealth[]> | null = null;
  let closed = false;

  const health = (): TargetHealth[] =>
    targets().map(({ name, url }) => {
      const one = known.get(name);
      if (one?.url !== url) return { name, reachable: null, since: null, reason: null };
      return { name, reachable: one.reachable, since: one.since, reason: one.reason };
    });

  async function lookAtAll(): Promise<TargetHealth[]> {
    const before = JSON.stringify(health());
    const now = new Date().toISOString();
    const next = await Promise.all(
      targets().map(async ({ name, url }) => {
        const reason = await tryToConnect(url);
        const old = known.get(name);
        const isSame = old?.url === url && old.reachable === (reason === null);
        return { name, url, reachable: reason === null, since: isSame ? old.since : now, reason };
      }),
    );
    known = new Map(next.map((one) => [one.name, one]));
    const found = health();
    if (!closed && JSON.stringify(found) !== before) onChange(found);
    return found;
  }

  function look(): Promise<TargetHealth[]> {
    looking ??= lookAtAll().finally(() => {
      looking = null;
    });
    return looking;
  }
  const turn = (): void => {
    if (!closed && targets().length > 0 && isNeeded()) void look();
  };
  const every = setInterval(turn, everyMs);
  every.unref();

  return {
    look,
    changed: turn,
    close() {
      closed = true;
      clearInterval(every);
    },
  };
}
