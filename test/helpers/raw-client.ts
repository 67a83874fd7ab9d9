import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

const limitMs = 10_000;

export interface RawAnswer {
  status: number;
  /** Header lines as they came. */
  lines: string[];
  /** Value of the first header line with that name, or null. */
  header(name: string): string | null;
  body: Buffer;
}

/** A TCP connection that sends exact bytes and keeps exactly what comes back. Strings are latin-1, one byte a character. */
export interface RawClient extends Disposable {
  /** Writes each piece by itself and lets it travel before the next. */
  send(...pieces: (string | Uint8Array)[]): Promise<void>;
  /** Closes this side only. */
  end(): void;
  /** Drops the connection the hard way. */
  reset(): void;
  /** What came so far. */
  readonly received: string;
  readonly isClosed: boolean;
  /** Resolves with what came once it fits. Fails after 10 s, or when the connection ends first. */
  until(fits: (received: string) => boolean): Promise<string>;
  /**
   * The first `count` final answers, 100 Continue left out.
   * @param heads true when the requests were HEAD, whose answers have no body
   */
  answers(count: number, heads?: boolean): Promise<RawAnswer[]>;
  answer(heads?: boolean): Promise<RawAnswer>;
  /** Resolves with everything that came once the other side has closed. */
  closed(): Promise<string>;
}

/** Opens a connection. */
export async function connectRaw(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host, noDelay: true, allowHalfOpen: true });
  await once(socket, 'connect');
  let received = '';
  let isClosed = false;
  const lookers = new Set<() => void>();
  const look = () => {
    for (const looker of lookers) looker();
  };
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    look();
  });
  const over = () => {
    isClosed = true;
    look();
  };
  socket.on('end', over).on('close', over).on('error', over);

  function wait(fits: () => boolean, orClosed: boolean): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const looker = () => {
      if (fits()) resolve(received);
      else if (isClosed && !orClosed)
        reject(new Error(`The connection ended. It had said: ${JSON.stringify(received)}`));
    };
    const late = () => reject(new Error(`Not within ${limitMs / 1000} s. It had said: ${JSON.stringify(received)}`));
    const timer = setTimeout(late, limitMs);
    lookers.add(looker);
    looker();
    return promise.finally(() => {
      clearTimeout(timer);
      lookers.delete(looker);
    });
  }

  const client: RawClient = {
    async send(...pieces) {
      for (const piece of pieces) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
        if (!socket.writable || !socket.write(bytes))
          await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
        // Lets the other end, which lives in this process, read it.
        for (let i = 0; i < 4; i++) await turn();
      }
    },
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    get received() {
      return received;
    },
    get isClosed() {
      return isClosed;
    },
    until: (fits) => wait(() => fits(received), false),
    async answers(count, heads = false) {
      const text = await wait(() => takeAnswers(received, heads).length >= count, false);
      return takeAnswers(text, heads).slice(0, count);
    },
    async answer(heads) {
      const [answer] = await client.answers(1, heads);
      return answer as RawAnswer;
    },
    closed: () => wait(() => isClosed, true),
    [Symbol.dispose]: () => void socket.destroy(),
  };
  return client;
}

/** The complete final answers at the beginning of a text. */
export function takeAnswers(text: string, heads = false): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; ; ) {
    const headEnd = text.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return answers;
    const [first = '', ...lines] = text.slice(at, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (Number.isNaN(status)) throw new Error(`This is no answer: ${JSON.stringify(text.slice(at))}`);
    const header = (name: string) => {
      const line = lines.find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return line === undefined ? null : line.slice(name.length + 1).trim();
    };
    const size = heads ? 0 : Number(header('content-length') ?? 0);
    const bodyStart = headEnd + 4;
    if (text.length < bodyStart + size) return answers;
    at = bodyStart + size;
    if (status >= 200) {
      answers.push({ status, lines, header, body: Buffer.from(text.slice(bodyStart, at), 'latin1') });
    }
  }
}
