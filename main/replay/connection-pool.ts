import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { type KeptConnection, keepConnection } from './kept-connection.ts';
import { type AnswerHead, createWholeAnswers } from './whole-answer.ts';
import { openConnection } from './wire.ts';

/** Connections that wait for another request to the same place. */
export interface ConnectionPool {
  /** Resolves when a server that hung up after its last answer has been heard; to be waited for before `take`. */
  heard(): Promise<void>;
  /** An open connection, or null when none waits. */
  take(url: URL): KeptConnection | null;
  /** A new connection. */
  open(url: URL): KeptConnection;
  /** Keeps a connection whose answer was read to its end, when the answer allows it; else closes it. */
  give(url: URL, connection: KeptConnection | Socket, response: AnswerHead): void;
  close(): void;
}

interface Idle {
  connection: KeptConnection;
  until: number;
}

/**
 * Keeps connections between requests, the newest used first.
 * @param longestMs how long one may wait, in milliseconds
 */
export function createConnectionPool(longestMs: number = limits.replay.idleConnectionMs): ConnectionPool {
  const waiting = new Map<string, Idle[]>();
  const read = createWholeAnswers();
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
  const keep = (url: URL, socket: Socket): KeptConnection => {
    const list = listOf(url);
    const connection = keepConnection(socket, read, () => {
      const at = list.findIndex((one) => one.connection === connection);
      if (at >= 0) list.splice(at, 1);
    });
    return connection;
  };

  /** Two turns of the event loop; who asks in the same one waits together. */
  let hearing: Promise<void> | null = null;
  /** Heads of answers are shared while a server says the same each time. */
  let judged: { head: AnswerHead; idleMs: number } | null = null;

  return {
    heard() {
      hearing ??= new Promise((resolve) => {
        setImmediate(() => {
          // Who asks from now on has to wait for two of his own.
          hearing = null;
          setImmediate(resolve);
        });
      });
      return hearing;
    },
    take(url) {
      const list = listOf(url);
      for (let idle = list.pop(); idle; idle = list.pop()) {
        if (idle.connection.isOpen() && performance.now() < idle.until) return idle.connection;
        idle.connection.close();
      }
      return null;
    },
    open: (url) => keep(url, openConnection(url)),
    give(url, given, response) {
      if (judged?.head !== response) judged = { head: response, idleMs: reusableFor(response, longestMs) };
      const { idleMs } = judged;
      const connection = 'ask' in given ? given : keep(url, given);
      if (closed || idleMs <= 0 || !connection.isOpen()) connection.close();
      else listOf(url).push({ connection, until: performance.now() + idleMs });
    },
    close() {
      closed = true;
      for (const { connection } of [...waiting.values()].flat()) connection.close();
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
