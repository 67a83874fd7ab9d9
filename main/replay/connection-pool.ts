import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { type AnswerHead, createWholeAnswers, type WholeAnswer } from './whole-answer.ts';

/** Connections that wait for another request to the same place. */
export interface ConnectionPool {
  /** An open connection, or null when none waits. A server that hung up after its answer has been heard by then. */
  take(url: URL): Promise<Socket | null>;
  /** Keeps a connection whose answer was read to its end, when the answer allows it; else closes it. */
  give(url: URL, socket: Socket, response: AnswerHead): void;
  /** Reads an answer that came in one piece and is as plain as can be; null = it takes a parser. */
  read(bytes: Buffer): WholeAnswer | null;
  close(): void;
}

interface Idle {
  socket: Socket;
  until: number;
  drop(): void;
}

/**
 * Keeps connections between requests, the newest used first.
 * @param longestMs how long one may wait, in milliseconds
 */
export function createConnectionPool(longestMs: number = limits.replay.idleConnectionMs): ConnectionPool {
  const waiting = new Map<string, Idle[]>();
  let closed = false;
  /** The same lists by URL: posts of a job share one, and its origin takes a while to put together. */
  const known = new WeakMap<URL, Idle[]>();
  const listOf = (url: URL): Idle[] => {
    const own = known.get(url);
    if (own) return own;
    const list = waiting.get(url.origin) ?? [];
    waiting.set(url.origin, list);
    known.set(url, list);
    return list;
  };

  /** Two turns of the event loop; who asks in the same one waits together. */
  let hearing: Promise<void> | null = null;
  function heard(): Promise<void> {
    hearing ??= new Promise((resolve) => {
      setImmediate(() => {
        // Who asks from now on has to wait for two of his own.
        hearing = null;
        setImmediate(resolve);
      });
    });
    return hearing;
  }

  return {
    read: createWholeAnswers(),
    async take(url) {
      await heard();
      const list = listOf(url);
      for (let idle = list.pop(); idle; idle = list.pop()) {
        const isOpen = !idle.socket.destroyed && !idle.socket.readableEnded && idle.socket.writable;
        idle.drop();
        if (isOpen && performance.now() < idle.until) return idle.socket;
        idle.socket.destroy();
      }
      return null;
    },
    give(url, socket, response) {
      const idleMs = reusableFor(response, longestMs);
      if (closed || idleMs <= 0 || socket.writableLength > 0 || socket.destroyed || socket.readableEnded) {
        socket.destroy();
        return;
      }
      const list = listOf(url);
      // Nothing is to be said on a connection that waits; a server that says something, or hangs up, ends it.
      const end = (): void => {
        socket.destroy();
        const at = list.findIndex((one) => one.socket === socket);
        if (at >= 0) list.splice(at, 1);
      };
      const swallow = (): void => {};
      socket.on('data', end).on('end', end).on('close', end).on('error', swallow);
      socket.resume();
      list.push({
        socket,
        until: performance.now() + idleMs,
        drop: () => socket.off('data', end).off('end', end).off('close', end).off('error', swallow),
      });
    },
    close() {
      closed = true;
      for (const { socket } of [...waiting.values()].flat()) socket.destroy();
      waiting.clear();
    },
  };
}

/** For how long its connection may wait for another request, in milliseconds; RFC 9112 section 9.3. */
function reusableFor(response: AnswerHead, longestMs: number): number {
  const { connection = '', 'keep-alive': keepAlive } = response.headers;
  const options = connection.toLowerCase().split(/[\s,]+/);
  const isPersistent = response.httpVersion === '1.1' ? !options.includes('close') : options.includes('keep-alive');
  if (!isPersistent || !response.complete) return 0;
  const told = /timeout=(\d+)/i.exec(String(keepAlive ?? ''))?.[1];
  // It is not used in the last moments of the time it was given.
  return told === undefined ? longestMs : Math.min(longestMs, Number(told) * 1000 - longestMs / 2);
}
