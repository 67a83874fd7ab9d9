import type { IncomingMessage } from 'node:http';
import { limits } from '../limits.ts';
import type { Connection, Reading } from './connections.ts';
import { isBlank, skipRequests } from './framing.ts';
import type { ParserError } from './incidents.ts';

/** What is known of a request that did not become a post. */
export interface Seen {
  /** At most what an incident keeps. */
  bytes: Buffer;
  /** How many bytes it has, as far as known. */
  size: number;
  /** True when it came behind a complete request. */
  follows: boolean;
}

/** What is known of the request in trouble. */
export interface Trace {
  /** Set when it had been taken. */
  reading: Reading | null;
  /** Set when its head is known. */
  request?: IncomingMessage;
  /** What the parser says. */
  error?: ParserError;
}

/**
 * The bytes of a request as far as they are known: as they came when the connection is tapped, else the head put together
 * again from its parsed lines, the body read so far, and what the parser stumbled over.
 */
export function seenOf(connection: Connection, trace: Trace): Seen {
  const seen = connection.tap?.rest(trace.reading !== null) ?? untapped(connection, trace);
  return { ...seen, bytes: seen.bytes.subarray(0, limits.store.incidentBytes) };
}

/** True when a head began to arrive: more is there than the line ends that some senders put behind a body. */
export function hasBegun(connection: Connection): boolean {
  const { looked, socket, tap } = connection;
  const read = socket.bytesRead;
  if (looked.at !== read) {
    const rest = tap?.rest(false);
    const begun = rest ? !isBlank(rest.bytes) : read - connection.bytesSeen > '\r\n'.length;
    connection.looked = { at: read, begun };
  }
  return connection.looked.begun;
}

function untapped(connection: Connection, { reading, error, request = reading?.request }: Trace): Seen {
  const packet = error?.rawPacket ? Buffer.from(error.rawPacket) : Buffer.alloc(0);
  if (request) {
    const head = headOf(request);
    const start = packet.indexOf(head.slice(0, head.indexOf('\r\n')), 0, 'latin1');
    const rebuilt = () => Buffer.concat([Buffer.from(head, 'latin1'), ...(reading?.chunks ?? []), packet]);
    const bytes = start < 0 ? rebuilt() : packet.subarray(start);
    return { bytes, size: bytes.length, follows: false };
  }
  const { end, count } = skipRequests(packet, Number.POSITIVE_INFINITY, error?.bytesParsed ?? packet.length);
  const bytes = packet.subarray(end);
  const size = Math.max(bytes.length, connection.socket.bytesRead - connection.bytesSeen - end);
  return { bytes, size, follows: count > 0 };
}

function headOf(request: IncomingMessage): string {
  let head = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`;
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    head += `${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}\r\n`;
  }
  return `${head}\r\n`;
}

/** The method and target in the first line, as far as it can be read. */
export function firstLine(bytes: Buffer): { method: string | null; target: string | null } {
  const match = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\S+)/.exec(bytes.toString('latin1', 0, 32 * 1024));
  return { method: match?.[1] ?? null, target: match?.[2] ?? null };
}
