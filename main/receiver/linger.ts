import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits.ts';

/** What is still read, and thrown away, of a connection that was answered for the last time. */
const lingerBytes = 32 * 1024 * 1024;
const lingerMs = 5000;
const silenceMs = 1000;

/** From now on nothing of this connection is parsed any more; the answers that are due still go out. */
export function stopParsing(socket: Socket): void {
  socket.removeAllListeners('data');
  // Also what takes the socket back from the parser, where that reads it directly.
  socket.on('data', () => {});
  socket.resume();
}

/**
 * Answers on a connection whose request was given up, and closes it, though not at once: closing while the sender still
 * sends would reset the connection, and many senders would report that instead of the answer.
 * @returns false when the connection could not be written to any more
 */
export function answerRaw(socket: Socket, status: number): boolean {
  if (!socket.writable) {
    socket.destroy();
    return false;
  }
  const again = status === 503 ? `Retry-After: ${limits.store.retryAfterSeconds}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${again}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  let left = lingerBytes;
  const cut = () => socket.destroy();
  const whole = setTimeout(cut, lingerMs);
  const silence = setTimeout(cut, silenceMs);
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
    else silence.refresh();
  });
  socket.once('close', () => {
    clearTimeout(whole);
    clearTimeout(silence);
  });
  return true;
}
