import type { Socket } from 'node:net';
import { onAbort } from './on-abort.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Why a connection gave no answer, where that is not an error of its socket. */
export const timeUp = Symbol('the time limit has passed');
export const givenUp = Symbol('the signal was aborted');

/**
 * A connection for one plain request after the other. Its listeners and its timer stay for as long as it lives: putting them on
 * and taking them off takes longer than most of what else is done for a request, when there are thousands a second.
 */
export interface KeptConnection {
  /** Whether it can take another request, as far as is known. */
  isOpen(): boolean;
  /** Whether the system took the last request. */
  isSent(): boolean;
  /**
   * Writes a request and reads the first piece of the answer, which mostly is all of it. One at a time.
   * @returns the answer; or the piece, when it takes a parser to read it: the socket is paused then, and to be detached
   * @throws what broke the connection, `timeUp` or `givenUp`; the connection is closed then
   */
  ask(bytes: Buffer, options: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<WholeAnswer | Buffer>;
  /** The socket, with nothing of ours on it any more. */
  detach(): Socket;
  close(): void;
}

/**
 * @param read tells a whole answer from what takes a parser
 * @param onLost called when it was closed, or ended itself, while nothing was asked: nothing is to be said then
 */
export function keepConnection(
  socket: Socket,
  read: (bytes: Buffer) => WholeAnswer | null,
  onLost: () => void,
): KeptConnection {
  let waiter: PromiseWithResolvers<WholeAnswer | Buffer> | null = null;
  let isSent = false;
  let timer: NodeJS.Timeout | null = null;
  let timerMs = 0;
  let signal: AbortSignal | undefined;
  let unwatch = (): void => {};

  function onData(chunk: Buffer): void {
    const waiting = waiter;
    if (!waiting) {
      close();
      return;
    }
    waiter = null;
    const whole = read(chunk);
    if (!whole) socket.pause();
    waiting.resolve(whole ?? chunk);
  }
  function fail(why: unknown): void {
    const waiting = waiter;
    waiter = null;
    close();
    waiting?.reject(why);
  }
  const onEnd = (): void => fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
  const onWritten = (error?: Error | null): void => {
    isSent ||= !error;
  };
  const onTime = (): void => {
    if (waiter) fail(timeUp);
  };

  function letGo(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    unwatch();
    signal = undefined;
  }
  function close(): void {
    letGo();
    socket.destroy();
    onLost();
  }
  function watch(timeoutMs: number, watched: AbortSignal | undefined): void {
    if (timer && timerMs === timeoutMs) timer.refresh();
    else {
      if (timer) clearTimeout(timer);
      timerMs = timeoutMs;
      // The socket itself keeps the process alive while it waits for an answer.
      timer = setTimeout(onTime, timeoutMs).unref();
    }
    if (watched === signal) return;
    unwatch();
    signal = watched;
    unwatch = watched ? onAbort(watched, () => fail(givenUp)) : () => {};
  }

  // It may have been paused by who read from it before.
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', fail).resume();
  return {
    isOpen: () => !socket.destroyed && !socket.readableEnded && socket.writable && socket.writableLength === 0,
    isSent: () => isSent,
    ask(bytes, { timeoutMs, signal: watched }) {
      waiter = Promise.withResolvers();
      const { promise } = waiter;
      isSent = false;
      if (watched?.aborted) fail(givenUp);
      else {
        watch(timeoutMs, watched);
        socket.write(bytes, onWritten);
      }
      return promise;
    },
    detach() {
      letGo();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', fail);
      return socket;
    },
    close,
  };
}
