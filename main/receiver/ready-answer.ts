import { limits } from '../limits.ts';
import { answerHead, bodyOf, isBare, linesOf } from './answer.ts';
import type { Answer } from './types.ts';

/**
 * An answer as bytes, the same as node:http would send.
 * @param keepAlive false where the connection closes behind it
 */
export type ReadyAnswer = (keepAlive: boolean) => Buffer;

/** What node:http would look at before it adds its own lines of that name. */
const ownLines = /^(connection|keep-alive|date|trailer|expect|upgrade)$/i;

const known = new WeakMap<Answer, ReadyAnswer | 'none'>();

/** The bytes of an answer to POST, PUT and GET, made once a second; null where a line of it is one that node:http gives a meaning. */
export function readyAnswer(given: Answer): ReadyAnswer | null {
  let ready = known.get(given);
  if (ready === undefined) {
    ready = makeReady(given) ?? 'none';
    known.set(given, ready);
  }
  return ready === 'none' ? null : ready;
}

function makeReady(given: Answer): ReadyAnswer | null {
  const whole = bodyOf(given);
  const lines = linesOf(given, 'POST', whole);
  if (lines.some(([name]) => ownLines.test(name))) return null;
  const body = isBare(given.status) ? Buffer.alloc(0) : whole;
  const idleSeconds = Math.floor(limits.receiver.keepAliveTimeoutMs / 1000);
  let second = 0;
  let kept = body;
  let closed = body;

  function make(connection: [string, string][]): Buffer {
    const date = new Date(second * 1000).toUTCString();
    return Buffer.concat([answerHead(given.status, [...lines, ['Date', date], ...connection]), body]);
  }

  return (keepAlive) => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) {
      second = now;
      kept = make([
        ['Connection', 'keep-alive'],
        ['Keep-Alive', `timeout=${idleSeconds}`],
      ]);
      closed = make([['Connection', 'close']]);
    }
    return keepAlive ? kept : closed;
  };
}
