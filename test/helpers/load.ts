import { connect } from 'node:net';

/** A post that was answered, but not with 2xx. */
export interface Refusal {
  ticket: string;
  status: number;
  retryAfter: string | null;
}

/** Many senders at once. Each sends its next post when the one before was answered. */
export interface Load extends AsyncDisposable {
  /** Tickets whose 2xx was read, in that order. */
  answered: string[];
  /** What was refused. A test that refuses for long should look at it early: each is kept. */
  refused: Refusal[];
  /** Lets every sender have its last answer. Also resolves when the receiver is gone. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  port: number;
  /** Tells the tickets of one load from those of another. */
  name: string;
  senders?: number;
  /** Characters added to each body. */
  padding?: number;
  /** Ends the load after so many posts. */
  posts?: number;
}

/** How long a sender that was refused waits before its next post. */
const refusedRestMs = 20;

/**
 * Starts a load of status posts with a ticket each, `<name>-1` and so on; half of the senders keep their connection, the
 * others make one for each post. A sender ends when its connection cannot be made any more.
 */
export function startLoad({
  port,
  name,
  senders = 32,
  padding = 0,
  posts = Number.POSITIVE_INFINITY,
}: LoadOptions): Load {
  const load = { answered: [] as string[], refused: [] as Refusal[] };
  const filler = padding > 0 ? `&message=${'x'.repeat(padding)}` : '';
  let sent = 0;
  let stopped = false;
  const isOver = () => stopped || sent >= posts;

  async function sender(keepAlive: boolean): Promise<void> {
    while (!isOver() && (await connection(keepAlive)));
  }

  /** One connection: one post, or as many as it lasts. False when it did not come about. */
  function connection(keepAlive: boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let connected = false;
      let ticket = '';
      let told = false;
      let answer = '';
      const send = () => {
        if (isOver()) {
          socket.end();
          return;
        }
        ticket = `${name}-${++sent}`;
        told = false;
        answer = '';
        const body = `sendTo=13125550142&code=12345&status=sent&ticket=${ticket}${filler}`;
        const head = `POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: ${keepAlive ? 'keep-alive' : 'close'}`;
        socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      };
      socket.on('connect', () => {
        connected = true;
        send();
      });
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
        if (!told && /^HTTP\/1\.1 2\d\d [^\r]*\r\n/.test(answer)) {
          told = true;
          load.answered.push(ticket);
        }
        // Answers have no body.
        if (!answer.endsWith('\r\n\r\n')) return;
        if (told) {
          if (keepAlive) send();
          return;
        }
        const retryAfter = /\r\nretry-after: *([^\r]*)/i.exec(answer)?.[1] ?? null;
        load.refused.push({ ticket, status: Number(answer.slice(9, 12)), retryAfter });
        setTimeout(() => socket.destroy(), refusedRestMs);
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(connected));
    });
  }

  const all = Promise.all(Array.from({ length: senders }, (_, i) => sender(i % 2 === 0)));
  const stop = async () => {
    stopped = true;
    await all;
  };
  return { ...load, stop, [Symbol.asyncDispose]: stop };
}
