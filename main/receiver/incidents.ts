import type { IncomingMessage } from 'node:http';
import type { Incident } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Connection } from './connections.ts';

export interface ParserError extends Error {
  code?: string;
  reason?: string;
  rawPacket?: Buffer;
  bytesParsed?: number;
}

export interface Verdict {
  code: Incident['code'];
  status: number;
  sentence: string;
}

/**
 * What a request is that the parser refused, and what to answer.
 * @param bytes what is known of it, from its beginning where possible
 */
export function judge(error: ParserError, bytes: Buffer): Verdict {
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    return bytes.includes(0x0a)
      ? {
          code: 'headers-too-large',
          status: 431,
          sentence: `The header lines are longer than ${limits.receiver.headerBytes} bytes.`,
        }
      : {
          code: 'target-too-long',
          status: 414,
          sentence: `The request target is longer than ${limits.receiver.targetBytes} bytes.`,
        };
  }
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { code: 'body-too-large', status: 413, sentence: 'The chunk extensions of the body are too long.' };
  }
  if (error.code === 'HPE_INVALID_EOF_STATE') {
    return {
      code: 'cut-short',
      status: 400,
      sentence: 'The sender closed the connection before the request was complete.',
    };
  }
  if (bytes[0] === 0x16 && bytes[1] === 0x03) {
    return {
      code: 'tls-on-plain-port',
      status: 400,
      sentence:
        'The sender spoke TLS to this plain HTTP port: it used https:// with the local address. Use http:// here, or the public URL.',
    };
  }
  const start = bytes.toString('latin1', 0, 24);
  if (start.startsWith('PRI * HTTP/2.0')) {
    return {
      code: 'http2-on-plain-port',
      status: 400,
      sentence:
        'The sender spoke HTTP/2 without asking first. The receiver speaks HTTP/1.1; the tunnel translates for senders outside.',
    };
  }
  if (start.startsWith('PROXY ') || start.startsWith('\r\n\r\n\0\r\nQUIT\n')) {
    return {
      code: 'proxy-protocol',
      status: 400,
      sentence: 'A proxy in front put a PROXY protocol line before the request. Turn the PROXY protocol off there.',
    };
  }
  const reason = error.reason ?? error.message.replace(/^Parse Error: /, '');
  return {
    code: 'malformed',
    status: 400,
    sentence: `This is not a valid HTTP request: ${reason.replace(/\.$/, '')}.`,
  };
}

/**
 * The bytes of a request as far as they are known: as they came when the connection is tapped, else what the parser had,
 * else the head put together again from its parsed lines, and the body read so far.
 */
export function bytesOf(
  connection: Connection,
  request: IncomingMessage | null,
  packet: Buffer | null,
): { bytes: Buffer; size: number } {
  if (connection.tapped && connection.tapped.length > 0) {
    return {
      bytes: Buffer.concat(connection.tapped).subarray(0, limits.store.incidentBytes),
      size: connection.tappedBytes,
    };
  }
  const head = request ? Buffer.from(headOf(request), 'latin1') : Buffer.alloc(0);
  const body = [...connection.readings].find((reading) => reading.request === request)?.chunks ?? [];
  const all = Buffer.concat([head, ...body, ...(packet ? [packet] : [])]);
  return { bytes: all.subarray(0, limits.store.incidentBytes), size: all.length };
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
