import type { IncomingMessage } from 'node:http';

/** What is needed of an answer, as node:http names it. */
export type AnswerHead = Pick<
  IncomingMessage,
  'statusCode' | 'statusMessage' | 'rawHeaders' | 'httpVersion' | 'complete' | 'headers'
>;

/** An answer that came in one piece. The head may be that of other answers, too: it is not to be changed. */
export interface WholeAnswer {
  head: AnswerHead;
  body: Buffer;
}

/**
 * Reads answers as `wholeAnswer` does, and knows the last head again: a target that answers fast says the same each time, but
 * for the second of its clock.
 */
export function createWholeAnswers(): (bytes: Buffer) => WholeAnswer | null {
  let known: { bytes: Buffer; bodySize: number; head: AnswerHead } | null = null;
  return (bytes) => {
    const size = known?.bytes.length ?? 0;
    if (known && bytes.length === size + known.bodySize && known.bytes.compare(bytes, 0, size) === 0) {
      return { head: known.head, body: bytes.subarray(size) };
    }
    const found = wholeAnswer(bytes);
    if (found) {
      const { head, body } = found;
      known = { bytes: Buffer.from(bytes.subarray(0, bytes.length - body.length)), bodySize: body.length, head };
    }
    return found;
  };
}

/**
 * Reads an answer that came in one piece and is as plain as can be: final, with one length that fits, nothing behind it and
 * no header line that needs a second look. For a target that answers thousands of requests a second a whole parser for each
 * would be most of the work.
 * @returns null for everything else, which is the parser's to judge
 */
export function wholeAnswer(bytes: Buffer): WholeAnswer | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = /^HTTP\/1\.1 ([2-5]\d\d)(?: ([\t\x20-\x7e]*))?$/.exec(first);
  const statusCode = Number(status?.[1]);
  // Neither of these has a body, whatever its length says.
  if (!status || statusCode === 204 || statusCode === 304) return null;
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const found = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?[ \t]*$/.exec(line);
    if (!found) return null;
    const [, name = '', value = ''] = found;
    const key = name.toLowerCase();
    if (key === 'transfer-encoding' || key === 'upgrade' || (key === 'content-length' && key in headers)) return null;
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
    rawHeaders.push(name, value);
  }
  const length = headers['content-length'] ?? '';
  const body = bytes.subarray(headEnd + 4);
  if (!/^\d{1,9}$/.test(length) || Number(length) !== body.length) return null;
  const head = { statusCode, statusMessage: status[2] ?? '', rawHeaders, httpVersion: '1.1', complete: true, headers };
  return { head, body };
}
