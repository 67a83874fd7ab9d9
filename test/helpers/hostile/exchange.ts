import { connect } from 'node:net';

/** What became of a connection: the status of its first final answer, or that it was closed, or left open, without one. */
export type Outcome = `${number}` | 'closed' | 'hung';

/** How many connections ended how. */
export type Outcomes = Partial<Record<Outcome, number>>;

/** How long a connection may take in all. */
const limitMs = 15_000;

export interface Exchange {
  port: number;
  /** Written one after the other, each when the one before has left. Latin-1. */
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** What the sender does behind the last piece: closes its side, drops the connection the hard way, or waits. */
  ending: 'end' | 'reset' | 'wait';
  /** True = the answer is read while pieces are still sent, and ends the sending. */
  stopsWhenAnswered?: boolean;
}

/** Sends bytes on a connection of their own. Never rejects. */
export function exchange({ port, pieces, ending, stopsWhenAnswered = true }: Exchange): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const rest = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
    let received = '';
    let late = false;
    const outcome = (): Outcome => {
      const status = /^(?:HTTP\/1\.1 1\d\d [^\r]*\r\n(?:[^\r]+\r\n)*\r\n)*HTTP\/1\.1 (\d{3}) /.exec(received)?.[1];
      if (status !== undefined) return status as Outcome;
      return late ? 'hung' : 'closed';
    };
    const timer = setTimeout(() => {
      late = true;
      socket.destroy();
    }, limitMs);
    async function next(): Promise<void> {
      if (socket.destroyed || (stopsWhenAnswered && received !== '')) return;
      const { value, done } = await rest.next();
      if (done) {
        if (ending === 'end') socket.end();
        else if (ending === 'reset') socket.resetAndDestroy();
        return;
      }
      const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
      socket.write(bytes, () => setImmediate(() => void next()));
    }
    socket.on('connect', () => void next());
    socket.on('data', (chunk: Buffer) => {
      // The head of the first answer is all that counts.
      if (received.length < 4096) received += chunk.toString('latin1');
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(outcome());
    });
  });
}

/**
 * Runs `one` so many times, a bounded number of them at a time, and counts the outcomes.
 * @param one is told how many were begun before it
 */
export async function many(count: number, atOnce: number, one: (i: number) => Promise<Outcome>): Promise<Outcomes> {
  const outcomes: Outcomes = {};
  let begun = 0;
  async function worker(): Promise<void> {
    while (begun < count) {
      const outcome = await one(begun++);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, worker));
  return outcomes;
}
