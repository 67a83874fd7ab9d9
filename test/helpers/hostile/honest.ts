import { connect } from 'node:net';

/** A sender that minds its own business while others attack. */
export interface Honest {
  /** Tickets that were answered with 2xx. */
  answered: string[];
  /** Posts that were answered otherwise, by status, or not at all. */
  failed: Record<string, number>;
  /** Milliseconds from the connection's beginning to the answer, of those answered with 2xx. */
  times: number[];
  /** Sends no more, and waits for the answers that are due. */
  stop(): Promise<void>;
}

/** How long a post may take before its sender gives up. */
const patienceMs = 10_000;

/**
 * Sends a post on a connection of its own, so many a second whatever becomes of those before, as a platform does.
 * @param name beginning of the tickets
 */
export function startHonest({ port, perSecond, name }: { port: number; perSecond: number; name: string }): Honest {
  const honest = { answered: [] as string[], failed: {} as Record<string, number>, times: [] as number[] };
  const underWay = new Set<Promise<void>>();
  let sent = 0;

  function post(): Promise<void> {
    const ticket = `${name}-${++sent}`;
    const body = `sendTo=13125550142&code=12345&status=sent&ticket=${ticket}`;
    const head =
      'POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close';
    const began = performance.now();
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let answer = '';
      const timer = setTimeout(() => socket.destroy(), patienceMs);
      socket.on('connect', () => socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 'none';
        if (status.startsWith('2')) {
          honest.answered.push(ticket);
          honest.times.push(performance.now() - began);
        } else honest.failed[status] = (honest.failed[status] ?? 0) + 1;
        resolve();
      });
    });
  }

  const timer = setInterval(() => {
    const one = post().finally(() => underWay.delete(one));
    underWay.add(one);
  }, 1000 / perSecond);
  return {
    ...honest,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

/** The value below which that share of the times lies; NaN of none. */
export function shareOf(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
