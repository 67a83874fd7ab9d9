import type { Socket } from 'node:net';

/** Between two writes, in milliseconds, where a byte by itself would come sooner. */
const tickMs = 10;

/**
 * Writes bytes one by one at a pace (several at once where the pace is faster than our clock), then closes the connection.
 * Stops when the connection goes away.
 * @returns `finish` writes what is left at once
 */
export function writeSlowly(socket: Socket, bytes: Buffer, bytesPerSecond: number): { finish(): void } {
  const began = performance.now();
  let written = 0;
  const writeUpTo = (end: number) => {
    if (end > written && socket.writable) socket.write(bytes.subarray(written, end));
    written = Math.max(written, end);
    if (written < bytes.length) return;
    clearInterval(timer);
    socket.destroySoon();
  };
  const timer = setInterval(
    () => writeUpTo(Math.min(bytes.length, Math.floor(((performance.now() - began) * bytesPerSecond) / 1000))),
    Math.max(tickMs, 1000 / bytesPerSecond),
  );
  socket.once('close', () => clearInterval(timer));
  return { finish: () => writeUpTo(bytes.length) };
}
