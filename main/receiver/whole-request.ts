import { limits } from '../limits.ts';

/** A request that lay whole in one packet. */
export interface WholeRequest {
  method: string;
  target: string;
  /** Names and values in turn, latin-1, as node:http gives `rawHeaders`. */
  rawHeaders: string[];
  /** A view of the packet, not a copy. */
  body: Buffer;
  /** The sender asked for the connection to be closed behind the answer. */
  closes: boolean;
}

const methods = ['POST', 'GET', 'PUT'];
/** What node:http takes in a path and a query; of "#" it takes, too, but servers differ. */
const path = /\/[!-"$-~]*/y;
const version = ' HTTP/1.1\r\n';
/** A name, a blank or none, and a value that neither begins nor ends with one. */
const line = /([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)\r\n/y;
const headEnd = Buffer.from('\r\n\r\n');

/** Lines that make a request more than plain: they frame its body, ask for something first, or are about the connection. */
const notPlain = new Set(['transfer-encoding', 'expect', 'upgrade', 'proxy-connection', 'trailer']);

/**
 * The request that a packet holds, when it is whole, alone in there, and plain: HTTP/1.1 with one Host, a body of the length that it
 * announces, each line spelled in the usual way. Null is no verdict: what it is, and whether it is right, is for node:http to say.
 * What is taken here is a part of what node:http takes, and node:http finds the same in it (RFC 9112; compared in whole-request.test.ts).
 */
export function wholeRequest(packet: Buffer): WholeRequest | null {
  const end = packet.indexOf(headEnd);
  if (end < 0 || end > limits.receiver.plainHeadBytes) return null;
  const head = packet.toString('latin1', 0, end + 2);
  const method = methods.find((one) => head.startsWith(one) && head[one.length] === ' ');
  if (!method) return null;
  path.lastIndex = method.length + 1;
  const target = path.exec(head)?.[0];
  if (target === undefined || !head.startsWith(version, path.lastIndex)) return null;
  const lines = plainLines(head, path.lastIndex + version.length);
  if (!lines || packet.length !== end + headEnd.length + lines.bodySize) return null;
  const body = packet.subarray(end + headEnd.length);
  return { method, target, rawHeaders: lines.rawHeaders, body, closes: lines.closes };
}

function plainLines(head: string, start: number): { rawHeaders: string[]; bodySize: number; closes: boolean } | null {
  const rawHeaders: string[] = [];
  let bodySize: number | null = null;
  let connection: string | null = null;
  let hosts = 0;
  for (line.lastIndex = start; line.lastIndex < head.length; ) {
    const match = line.exec(head);
    if (!match) return null;
    const [, name = '', value = ''] = match;
    rawHeaders.push(name, value);
    const lower = name.toLowerCase();
    if (lower === 'host') hosts++;
    else if (lower === 'content-length') {
      if (bodySize !== null || !/^\d{1,9}$/.test(value)) return null;
      bodySize = Number(value);
    } else if (lower === 'connection') {
      if (connection !== null) return null;
      connection = value.toLowerCase();
    } else if (notPlain.has(lower)) return null;
  }
  const closes = connection === 'close';
  const isUsual = closes || connection === null || connection === 'keep-alive';
  return hosts === 1 && isUsual ? { rawHeaders, bodySize: bodySize ?? 0, closes } : null;
}
