import type { IncomingMessage } from 'node:http';
import type { Header } from '../../contract/index.ts';

/** What is needed of an answer, as node:http names it. */
export type AnswerHead = Pick<IncomingMessage, 'statusCode' | 'statusMessage' | 'httpVersion' | 'complete' | 'headers'>;

/** An answer that came in one piece. Head and lines may be those of other answers, too: they are not to be changed. */
export interface WholeAnswer {
  head: AnswerHead;
  lines: Header[];
  body: Buffer;
}

/**
 * Reads answers as `wholeAnswer` does, and knows the last head again: a target that answers fast says the same each time, but
 * for the second of its clock.
 */
export function createWholeAnswers(): (bytes: Buffer) => WholeAnswer | null {
  let known: { bytes: Buffer; bodySize: number; answer: WholeAnswer } | null = null;
  return (bytes) => {
    const size = known?.bytes.length ?? 0;
    if (known && bytes.length === size + known.bodySize && known.bytes.compare(bytes, 0, size) === 0) {
      const { head, lines } = known.answer;
      return { head, lines, body: bytes.subarray(size) };
    }
    const found = wholeAnswer(bytes);
    if (found) {
      const { body } = found;
      const head = Buffer.from(bytes.subarray(0, bytes.length - body.length));
      known = { bytes: head, bodySize: body.length, answer: { ...found, body: head } };
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
  const [first = '', ...rest] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = /^HTTP\/1\.1 ([2-5]\d\d)(?: ([\t\x20-\x7e]*))?$/.exec(first);
  const statusCode = Number(status?.[1]);
  // Neither of these has a body, whatever its length says.
  if (!status || statusCode === 204 || statusCode === 304) return null;
  const headers: Record<string, string> = {};
  const lines: Header[] = [];
  for (const line of rest) {
    const found = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?[ \t]*$/.exec(line);
    if (!found) return null;
    const [, name = '', value = ''] = found;
    const key = name.toLowerCase();
    if (key === 'transfer-encoding' || key === 'upgrade' || (key === 'content-length' && key in headers)) return null;
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
    lines.push([name, value]);
  }
  const length = headers['content-length'] ?? '';
  const body = bytes.subarray(headEnd + 4);
  if (!/^\d{1,9}$/.test(length) || Number(length) !== body.length) return null;
  const head = { statusCode, statusMessage: status[2] ?? '', httpVersion: '1.1', complete: true, headers };
  return { head, lines, body };
}
