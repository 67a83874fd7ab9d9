import { connect, type Socket } from 'node:net';
import { exchange, many, type Outcomes } from './exchange.ts';

/** Where an attack goes, and how much of it. */
export interface Attack {
  port: number;
  count: number;
  /** Numbers in [0, 1). */
  random: () => number;
}

const head = (length: number, path = '/callback') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\n`;

/** Between two bytes of a slow sender. */
const dripMs = 500;

/**
 * So many connections at a time that say nothing, or send a head or a body a byte at a time; each is made anew when it is
 * closed. Resolves with how often a connection was closed.
 * @param ms how long
 */
export async function slowConnections({ port, count }: Attack, ms: number): Promise<{ closed: number; open: number }> {
  const sockets = new Set<Socket>();
  let closed = 0;
  let ended = false;
  function open(kind: number): void {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.add(socket);
    const text = kind === 1 ? head(100) : head(100_000) + 'x'.repeat(1000);
    let at = kind === 2 ? head(100_000).length : 1;
    const drip = kind === 0 ? null : setInterval(() => socket.write(text.slice(at, ++at)), dripMs);
    socket.on('connect', () => {
      if (kind > 0) socket.write(text.slice(0, at));
    });
    socket.on('error', () => {});
    socket.on('data', () => {});
    socket.on('close', () => {
      if (drip) clearInterval(drip);
      sockets.delete(socket);
      if (ended) return;
      closed++;
      // As an attacker would: there is always as many.
      setTimeout(() => !ended && open(kind), 100);
    });
  }
  for (let i = 0; i < count; i++) open(i % 3);
  await new Promise((resolve) => setTimeout(resolve, ms));
  ended = true;
  const left = sockets.size;
  for (const socket of sockets) socket.destroy();
  return { closed, open: left };
}

/** Uploads that are given up at a random place, half of them the hard way. */
export function abortedUploads({ port, count, random }: Attack): Promise<Outcomes> {
  const size = 64 * 1024;
  const body = Buffer.alloc(size, 'x');
  return many(count, 50, () => {
    const ending = random() < 0.5 ? 'reset' : 'end';
    const pieces = [head(size), body.subarray(0, Math.floor(random() * size))];
    return exchange({ port, pieces, ending });
  });
}

/** Heads that do not end: in one long line, in many short ones, with a long target. */
export function headerFloods({ port, count, random }: Attack): Promise<Outcomes> {
  const line = `X-Flood: ${'f'.repeat(4000)}\r\n`;
  function* flood(kind: number): Generator<string, void, void> {
    yield kind === 2 ? `GET /${'a'.repeat(8000)}` : 'GET /callback HTTP/1.1\r\nHost: localhost\r\n';
    for (let i = 0; i < 200; i++) {
      if (kind === 0) yield line;
      else if (kind === 1) yield `X-${i}: ${'y\r\nZ: '.repeat(200)}\r\n`;
      else yield 'a'.repeat(4000);
    }
  }
  return many(count, 50, () => exchange({ port, pieces: flood(Math.floor(random() * 3)), ending: 'end' }));
}

/** Whole posts of the largest size, all at once: the last byte of each is sent when all others have come that far. */
export function largeBodies({ port, count }: Attack, bytes: number): Promise<Outcomes> {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const { promise: everywhere, resolve } = Promise.withResolvers<void>();
  const away = new Set(Array.from({ length: count }, (_, i) => i));
  /** This one came as far as it gets by itself. */
  function arrive(i: number): void {
    away.delete(i);
    if (away.size === 0) resolve();
  }
  async function* body(i: number): AsyncGenerator<string | Uint8Array, void, void> {
    yield head(bytes);
    for (let left = bytes - 1; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
    arrive(i);
    await everywhere;
    yield 'x';
  }
  return many(count, count, async (i) => {
    const outcome = await exchange({ port, pieces: body(i), ending: 'end' });
    // Refused half-way, it does not keep the others waiting.
    arrive(i);
    return outcome;
  });
}
