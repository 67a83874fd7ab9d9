import type { Incident } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import type { Reading } from './connections.ts';
import { declaredSize } from './declared-size.ts';

/** What node:http says when it gives a connection up. */
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
 * @param seen its bytes, from its beginning where possible, and whether it came behind a complete request
 * @param reading what was read of its body, when it came that far
 */
export function judge(error: ParserError, seen: { bytes: Buffer; follows: boolean }, reading: Reading | null): Verdict {
  const ended = error.code === 'HPE_INVALID_EOF_STATE' ? brokenOff(reading) : null;
  return otherProtocol(seen.bytes) ?? tooMuch(error, seen.bytes) ?? ended ?? malformed(error, seen);
}

/** The sender went away before the request was complete. */
export function brokenOff(reading: Reading | null): Verdict {
  const sentence = reading
    ? `The connection ended in the middle of the body: ${reading.size} of ${declaredSize(reading.request) ?? 'an unknown number of'} bytes had arrived.`
    : 'The sender closed the connection before the head of the request was complete.';
  return { code: 'cut-short', status: 400, sentence };
}

function otherProtocol(bytes: Buffer): Verdict | null {
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
  return null;
}

function tooMuch(error: ParserError, bytes: Buffer): Verdict | null {
  if (error.code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { code: 'body-too-large', status: 413, sentence: 'The chunk extensions of the body are too long.' };
  }
  if (error.code !== 'HPE_HEADER_OVERFLOW') return null;
  // Without a line end the request line itself is what has none.
  return /^[\r\n]*[^\r\n]+\n?$/.test(bytes.toString('latin1'))
    ? {
        code: 'target-too-long',
        status: 414,
        sentence: `The request target is longer than ${limits.receiver.targetBytes} bytes.`,
      }
    : {
        code: 'headers-too-large',
        status: 431,
        sentence: `The header lines are longer than ${limits.receiver.headerBytes} bytes.`,
      };
}

function malformed(error: ParserError, { bytes, follows }: { bytes: Buffer; follows: boolean }): Verdict {
  const reason = (error.reason ?? error.message.replace(/^Parse Error: /, '')).replace(/\.$/, '');
  const hint = error.code === 'HPE_INVALID_URL' ? targetHint(bytes) : '';
  return {
    code: 'malformed',
    status: 400,
    sentence: follows
      ? `Behind a complete request came bytes that are none (${reason}): its Content-Length may be too small.`
      : `This is not a valid HTTP request: ${reason}.${hint}`,
  };
}

/** What to do about a target that the parser refuses. */
function targetHint(bytes: Buffer): string {
  const isPlain = /^[\r\n]*[\x20-\x7e]*\r?\n/.test(bytes.toString('latin1', 0, limits.receiver.targetBytes + 1024));
  return isPlain
    ? ' A target begins with "/", or with "http://" where it is sent to a proxy.'
    : ' Bytes that are not printable ASCII must be sent as %XX in a target.';
}
