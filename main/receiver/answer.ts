import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ResponseRule } from '../../contract/index.ts';

/** Answers by a rule. An empty body goes out as `Content-Length: 0`, never as an empty chunk. */
export function answer(response: ServerResponse, rule: ResponseRule, method = 'POST'): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(rule.body, 'utf8');
  const headers = rule.headers.flat();
  if (method === 'OPTIONS') headers.push('Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
  // 204 and 304 have no length; what a rule says about it itself is wrong as soon as its body changes.
  if (rule.status !== 204 && rule.status !== 304) headers.push('Content-Length', String(body.length));
  response.writeHead(rule.status, headers);
  response.end(body.length > 0 ? body : undefined);
}

/** Answers on a connection whose request the parser gave up, and closes it. */
export function answerRaw(socket: Socket, status: number): void {
  if (!socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  // What the sender still has to say must not keep the connection open.
  setTimeout(() => socket.destroy(), 1000).unref();
}
