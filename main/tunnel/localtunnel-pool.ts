import type { Registration } from './localtunnel-register.ts';
import { openSlot, type Slot } from './localtunnel-slot.ts';
import { reasonOfError } from './reasons.ts';

export interface Pool {
  /** Settles with a sentence when no slot is left and none could be opened for a few seconds, or after `close()`. */
  closed: Promise<string>;
  /** Resolves when no socket and no timer is left. */
  close(): Promise<void>;
}

export interface PoolOptions {
  registration: Registration;
  localPort: number;
  /** Ends the opening, not the open pool. */
  signal: AbortSignal;
  /** Called whenever the last connected slot is lost. */
  onTrouble?(): void;
}

/** How long the pool may be without any connected slot before it counts as lost. */
const emptyMs = 3000;
/** Something on the way may take connections that lead nowhere: one that lasts this long counts. */
const provenMs = 300;
/** A slot that did nothing useful is replaced after this, doubling up to the second value. */
const firstRefillMs = 250;
const lastRefillMs = 5000;
/** A slot that lived this long was no failure even if nothing came through it. */
const goodLifeMs = 5000;

/**
 * Keeps all slots of a registration open: one that is lost, however silently, is opened again. Slots that carried a request
 * are replaced at once, because a tunnel server uses most of them only once.
 * @throws Error with a sentence when no slot could be opened at all, or when `signal` is aborted.
 */
export async function openPool(options: PoolOptions): Promise<Pool> {
  const { registration, localPort, signal, onTrouble } = options;
  const { remoteHost, remotePort } = registration;
  const slots = new Set<Slot>();
  const timers = new Set<NodeJS.Timeout>();
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  let ended = false;
  let lastError: string | null = null;
  let emptyTimer: NodeJS.Timeout | undefined;
  /** Whether a slot was connected since trouble was told last. */
  let wasConnected = false;

  const close = async (reason: string) => {
    ended = true;
    signal.removeEventListener('abort', abort);
    clearTimeout(emptyTimer);
    for (const timer of timers) clearTimeout(timer);
    await Promise.all([...slots].map((slot) => slot.destroy()));
    opened.reject(new Error(reason));
    closed.resolve(reason);
  };
  const abort = () => void close('The opening of the tunnel was called off.');
  const giveUp = () => {
    const port = `The tunnel server’s port ${remoteHost}:${remotePort}`;
    const why = lastError && reasonOfError(port, Object.assign(new Error(lastError), { code: lastError }));
    void close(why ?? 'The tunnel server closed all connections and takes no new ones.');
  };

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  const isConnected = () => [...slots].some((slot) => slot.connected);
  const notEmpty = () => {
    clearTimeout(emptyTimer);
    emptyTimer = undefined;
  };
  const proveFull = () => {
    if (isConnected()) notEmpty();
  };

  const start = (strikes: number) => {
    const startedAt = performance.now();
    const slot = openSlot({
      remoteHost,
      remotePort,
      localPort,
      onConnected() {
        wasConnected = true;
        opened.resolve();
        if (emptyTimer !== undefined && !ended) later(provenMs, proveFull);
      },
      onGone(error) {
        lastError = error;
        if (ended) return;
        if (slot.used) notEmpty();
        if (!isConnected()) {
          emptyTimer ??= setTimeout(giveUp, emptyMs);
          if (wasConnected) onTrouble?.();
          wasConnected = false;
        }
        const useful = slot.used || performance.now() - startedAt > goodLifeMs;
        refill(useful ? 0 : strikes + 1);
      },
      onFinished: () => slots.delete(slot),
    });
    slots.add(slot);
  };

  const refill = (strikes: number) => {
    if (strikes === 0) {
      start(0);
      return;
    }
    const delay = Math.min(lastRefillMs, firstRefillMs * 2 ** (strikes - 1));
    later(delay, () => start(strikes));
  };

  signal.throwIfAborted();
  signal.addEventListener('abort', abort);
  emptyTimer = setTimeout(giveUp, emptyMs);
  for (let count = 0; count < registration.slots; count += 1) start(0);
  await opened.promise;
  signal.removeEventListener('abort', abort);
  return { closed: closed.promise, close: () => close('The tunnel was closed.') };
}
