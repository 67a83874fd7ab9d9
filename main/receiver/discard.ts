import type { IncomingMessage } from 'node:http';

/** Bytes of a refused body that are read and thrown away, and for how long, before the connection is cut. */
const discardBytes = 32 * 1024 * 1024;
const discardMs = 2000;

/**
 * Lets a refused body run out before the answer: closing at once would reset the connection, and many senders would
 * report that instead of the answer. What is too long or too slow is cut.
 */
export function discardThen(request: IncomingMessage, done: () => void): void {
  if (request.complete || request.headers.expect !== undefined) {
    done();
    return;
  }
  let bytes = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off('data', count);
    request.off('end', finish);
    request.off('close', finish);
    done();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > discardBytes) finish();
  };
  const timer = setTimeout(finish, discardMs);
  request.on('data', count);
  request.once('end', finish);
  request.once('close', finish);
}
