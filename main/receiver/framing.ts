const crlf = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');
const requestLine = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32} \S+ HTTP\/1\.[01]\r\n/;
/** Longest beginning of a head that is read as text to find its length headers. */
const headChars = 128 * 1024;

/**
 * Where the requests end that lie complete at the beginning of some bytes. The parser does not tell offsets; what it took
 * is walked again here, and only when something went wrong.
 * @param most how many requests are known to be complete
 * @param limit offset behind which nothing is complete
 * @returns the offset behind them, and how many there were
 */
export function skipRequests(bytes: Buffer, most: number, limit = bytes.length): { end: number; count: number } {
  let end = 0;
  let count = 0;
  while (count < most) {
    const next = endOfRequest(bytes, end);
    if (next === null || next > limit) break;
    end = next;
    count++;
  }
  return { end, count };
}

/** True when nothing but line ends is there: what some senders put behind a body, and before a request. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x0d || byte === 0x0a);
}

/** Offset behind the request that begins at `start`, or null when it is not complete or none. */
function endOfRequest(bytes: Buffer, start: number): number | null {
  let from = start;
  while (bytes[from] === 0x0d || bytes[from] === 0x0a) from++;
  const end = bytes.indexOf(headEnd, from);
  if (end < 0 || end - from > headChars) return null;
  const head = bytes.toString('latin1', from, end + 2);
  if (!requestLine.test(head)) return null;
  const bodyStart = end + headEnd.length;
  if (/\r\ntransfer-encoding:/i.test(head)) return endOfChunks(bytes, bodyStart);
  const length = /\r\ncontent-length:[ \t]*(\d{1,15})/i.exec(head);
  const bodyEnd = bodyStart + Number(length?.[1] ?? 0);
  return bodyEnd <= bytes.length ? bodyEnd : null;
}

function endOfChunks(bytes: Buffer, start: number): number | null {
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf(crlf, at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, Math.min(lineEnd, at + 16)), 16);
    if (Number.isNaN(size)) return null;
    at = lineEnd + crlf.length;
    if (size === 0) return endOfTrailers(bytes, at);
    at += size + crlf.length;
  }
}

function endOfTrailers(bytes: Buffer, start: number): number | null {
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf(crlf, at);
    if (lineEnd < 0) return null;
    if (lineEnd === at) return at + crlf.length;
    at = lineEnd + crlf.length;
  }
}
