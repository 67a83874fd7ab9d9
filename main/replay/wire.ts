import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { OutgoingRequest } from './request.ts';
import { hostToConnect, portToConnect } from './target.ts';

/**
 * The bytes of a request. node:http does not write them: it would turn the method into capitals and HTTP/1.0 into
 * HTTP/1.1, and what came is to be sent.
 */
export function requestBytes(request: OutgoingRequest): Buffer {
  const head = `${request.method} ${request.path} HTTP/${request.httpVersion}\r\n${lines(request.headers)}\r\n`;
  if (request.trailers.length === 0) {
    const bytes = Buffer.allocUnsafe(head.length + request.body.length);
    bytes.write(head, 'latin1');
    request.body.copy(bytes, head.length);
    return bytes;
  }
  const size = request.body.length;
  return Buffer.concat([
    Buffer.from(size > 0 ? `${head}${size.toString(16)}\r\n` : head, 'latin1'),
    request.body,
    Buffer.from(`${size > 0 ? '\r\n' : ''}0\r\n${lines(request.trailers)}\r\n`, 'latin1'),
  ]);
}

/** Opens a connection to the target, over TLS for https. Its errors come as events, as node:net gives them. */
export function openConnection(url: URL): Socket {
  const host = hostToConnect(url);
  const options = { host, port: portToConnect(url), noDelay: true, ...(isLocal(host) ? { lookup: lookupLocal } : {}) };
  if (url.protocol === 'http:') return connectTcp(options);
  return connectTls({ ...options, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : {}) });
}

/** A stream that reads from a socket; released, it leaves the socket alone, open and ready for somebody else. */
export interface ReadingSide {
  stream: Duplex;
  release(): void;
}

/**
 * A stream that reads from the socket and swallows writes, so that node:http can parse answers to our own bytes.
 * @param first what was read from the socket already
 */
export function readingSide(socket: Socket, first: Buffer | null = null): ReadingSide {
  let released = false;
  const stream = new Duplex({
    read: () => void (released || socket.resume()),
    write: (_chunk, _encoding, done) => done(),
    destroy: (error, done) => {
      if (!released) socket.destroy();
      done(error);
    },
  });
  const onData = (chunk: Buffer): void => {
    if (!stream.push(chunk)) socket.pause();
  };
  const onEnd = (): void => void stream.push(null);
  const onError = (error: Error): void => void stream.destroy(error);
  const onClose = (): void => {
    // After a proper end the last bytes may still wait to be read.
    if (!socket.readableEnded) stream.destroy();
  };
  if (first) onData(first);
  socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  return {
    stream,
    release() {
      released = true;
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
    },
  };
}

function lines(flat: readonly string[]): string {
  let text = '';
  for (let index = 0; index < flat.length; index += 2) {
    const value = flat[index + 1] ?? '';
    text += value === '' ? `${flat[index]}:\r\n` : `${flat[index]}: ${value}\r\n`;
  }
  return text;
}

function isLocal(host: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(host);
}

/**
 * Both loopback addresses for names under `localhost` (RFC 6761 section 6.3), whatever the hosts file says: many
 * development servers listen on one of them only.
 */
const lookupLocal: LookupFunction = (_hostname, options, callback) => {
  if (!options.all) return callback(null, '127.0.0.1', 4);
  callback(null, [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ]);
};
