import { type ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Header } from '../../contract/index.ts';
import type { Answer } from './types.ts';

const allowed = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
/** Made here from the body; a rule that names them too would send two that contradict each other. */
const lengths = new Set(['content-length', 'transfer-encoding']);

/** True for a line that announces lines behind the body: an answer has none there, and node:http throws at the announcement. */
export const announcesTrailer = ([name]: Header): boolean => name.toLowerCase() === 'trailer';

/** Methods whose answers may have lines that those to others do not have. */
const ownLinesFor = new Set(['OPTIONS', 'HEAD']);

/** What answers say that were given before, most of them the same rule again and again. */
const known = new WeakMap<Answer, { lines: string[]; body: Buffer | undefined }>();

/** Answers. An empty body goes out as `Content-Length: 0`, never as an empty chunk. */
export function answer(response: ServerResponse, given: Answer, method = 'POST'): void {
  if (response.destroyed || response.headersSent) return;
  const { lines, body } = ownLinesFor.has(method) ? prepare(given, method) : prepared(given);
  response.writeHead(given.status, lines);
  response.end(body);
}

function prepared(given: Answer): { lines: string[]; body: Buffer | undefined } {
  let ready = known.get(given);
  if (!ready) {
    ready = prepare(given, 'POST');
    known.set(given, ready);
  }
  return ready;
}

function prepare(given: Answer, method: string): { lines: string[]; body: Buffer | undefined } {
  const body = bodyOf(given);
  return { lines: linesOf(given, method, body).flat(), body: body.length > 0 ? body : undefined };
}

/** The bytes of an answer after which the connection closes. */
export function answerBytes(given: Answer, method = 'POST'): Buffer {
  const body = bodyOf(given);
  const lines = linesOf(given, method, body).filter(([name]) => !/^(connection|date)$/i.test(name));
  lines.push(['Date', new Date().toUTCString()], ['Connection', 'close']);
  const hasBody = method !== 'HEAD' && !isBare(given.status);
  return Buffer.concat([answerHead(given.status, lines), hasBody ? body : Buffer.alloc(0)]);
}

/** The head of an answer as node:http writes it. */
export function answerHead(status: number, lines: readonly Header[]): Buffer {
  const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n${text}\r\n`, 'latin1');
}

/** The header lines of an answer, without those that are about its moment and its connection. */
export function linesOf({ status, headers, isTargets }: Answer, method: string, body: Buffer): Header[] {
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted);
  const isTaken = (header: Header) => !lengths.has(header[0].toLowerCase()) && !announcesTrailer(header);
  const lines = headers.filter((header) => isTaken(header) && isSendable(header));
  if (method === 'OPTIONS' && !isTargets && !named('allow')) lines.push(['Allow', allowed]);
  if (isBare(status)) return lines;
  // What a target says of the body that it does not send to HEAD.
  const told = isTargets && method === 'HEAD' ? named('content-length')?.[1] : undefined;
  lines.push(['Content-Length', told !== undefined && /^\d{1,15}$/.test(told) ? told : String(body.length)]);
  return lines;
}

/** The bytes of the body; text is UTF-8. */
export function bodyOf({ body }: Answer): Buffer {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** 204 and 304 have no body, and so no length. */
export function isBare(status: number): boolean {
  return status === 204 || status === 304;
}

/** False for a header line that HTTP has no way to send; a stored post is answered all the same. */
export function isSendable([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
