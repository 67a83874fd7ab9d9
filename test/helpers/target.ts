import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A request as its bytes came over the wire. Text is latin-1. */
export interface ReceivedRequest {
  requestLine: string;
  /** Header lines as they came, without line ends. */
  lines: string[];
  /** The body's bytes; for a chunked one with its framing and trailers. */
  body: Buffer;
}

/** Decides what a target does with a request: write to the socket, destroy it, or nothing at all. */
export type Handler = (socket: Socket, request: ReceivedRequest) => void;

/** A place to send to that keeps the exact bytes of all it was sent. */
export interface Target extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** In the order in which they were complete. */
  requests: ReceivedRequest[];
  /** Connections that are open now. */
  readonly open: number;
  /** The first request, once it is complete. Fails after 5 s. */
  first(): Promise<ReceivedRequest>;
}

/** What a target may do. */
export const answers = {
  ok: ((socket, { requestLine }) => {
    const body = requestLine.startsWith('HEAD ') ? '' : 'ok';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n${body}`);
  }) satisfies Handler,
  never: (() => {}) satisfies Handler,
  closes: ((socket) => void socket.end()) satisfies Handler,
  resets: ((socket) => void socket.resetAndDestroy()) satisfies Handler,
  garbage: raw('SSH-2.0-OpenSSH_9.2\r\n'),
  /** Sends these bytes and keeps the connection open. */
  raw,
  /** Sends these bytes and closes. */
  rawThenClose: (bytes: string): Handler => {
    return (socket) => void socket.end(Buffer.from(bytes, 'latin1'));
  },
  /** A body of that many bytes, sent as fast as it is read. */
  large: (size: number): Handler => {
    return (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      socket.write(Buffer.alloc(size, 'x'));
    };
  },
  chunked: (chunks: string[]): Handler => {
    const framed = chunks.map((chunk) => `${Buffer.byteLength(chunk, 'latin1').toString(16)}\r\n${chunk}\r\n`).join('');
    return raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${framed}0\r\n\r\n`);
  },
};

/**
 * Starts a target on a free port.
 * @param handler what it does with each complete request; default `answers.ok`.
 * @param host default 127.0.0.1; `::1` is the other loopback address.
 */
export async function startTarget(handler: Handler = answers.ok, host = '127.0.0.1'): Promise<Target> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let chunks: Buffer[] = [];
    let size = 0;
    let needed = 0;
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      while (size > 0 && size >= needed) {
        const pending = Buffer.concat(chunks);
        const found = takeRequest(pending);
        chunks = [pending.subarray(found.request ? found.size : 0)];
        size = chunks[0]?.length ?? 0;
        needed = found.request ? 0 : found.size;
        if (!found.request) continue;
        requests.push(found.request);
        server.emit('complete');
        handler(socket, found.request);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    get open() {
      return sockets.size;
    },
    first: () => firstOf(server, requests),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function firstOf(server: Server, requests: ReceivedRequest[]): Promise<ReceivedRequest> {
  if (requests.length === 0) await once(server, 'complete', { signal: AbortSignal.timeout(5000) });
  const [request] = requests;
  if (!request) throw new Error('The target was told of a request and has none.');
  return request;
}

function raw(bytes: string): Handler {
  return (socket) => void socket.write(Buffer.from(bytes, 'latin1'));
}

/** The request at the start of some bytes and its size, or how many bytes are needed at least before all of it is there. */
function takeRequest(bytes: Buffer): { request: ReceivedRequest | null; size: number } {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return { request: null, size: bytes.length + 1 };
  const [requestLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const bodyStart = headEnd + 4;
  const size = bodyStart + bodySize(lines, bytes.subarray(bodyStart));
  if (size > bytes.length) return { request: null, size };
  return { request: { requestLine, lines, body: Buffer.from(bytes.subarray(bodyStart, size)) }, size };
}

/** Size of a body with its framing, or a size above that of `rest` while it is not complete. */
function bodySize(lines: string[], rest: Buffer): number {
  if (!lines.some((line) => /^transfer-encoding:.*chunked/i.test(line))) {
    const length = lines.find((line) => /^content-length:/i.test(line));
    return length ? Number(length.slice(length.indexOf(':') + 1)) : 0;
  }
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd === -1) return rest.length + 1;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (size > 0) {
      at = lineEnd + 2 + size + 2;
      continue;
    }
    if (rest.indexOf('\r\n', lineEnd + 2) === lineEnd + 2) return lineEnd + 4;
    const end = rest.indexOf('\r\n\r\n', lineEnd);
    return end === -1 ? rest.length + 1 : end + 4;
  }
}
