import { type Connection, readingOf } from './connections.ts';
import { hasBegun } from './seen-bytes.ts';

/** A request that began so long ago, and brings less than so many bytes a second, is slow. */
const slowMs = 1000;
const slowBytesPerSecond = 1024;

/** A connection that makes room for another, and whether a request had begun on it. */
export interface Dispensable {
  connection: Connection;
  begun: boolean;
}

/**
 * The connection to close when there are as many as may be open: the slow request that began first, else the connection that
 * was opened first of those that never brought one, else of those without one under way. Null when on each a post is on its
 * way to the disk or comes at a fair pace.
 * @param connections the oldest first
 * @param now monotonic milliseconds
 */
export function mostDispensable(connections: Iterable<Connection>, now: number): Dispensable | null {
  let slow: { connection: Connection; since: number } | null = null;
  let unused: Connection | null = null;
  let idle: Connection | null = null;
  for (const connection of connections) {
    if (connection.failed) continue;
    const reading = readingOf(connection);
    // An answer is due, to this request or to one before it on the same connection.
    if (connection.pending > (reading ? 1 : 0)) continue;
    const since = reading ? reading.since : connection.headSince;
    if (reading || hasBegun(connection)) {
      const came = reading ? reading.size : connection.socket.bytesRead - connection.bytesSeen;
      const isSlow = since > 0 && now - since > slowMs && came * 1000 < slowBytesPerSecond * (now - since);
      if (isSlow && (slow === null || since < slow.since)) slow = { connection, since };
    } else if (connection.bytesSeen === 0) unused ??= connection;
    else idle ??= connection;
  }
  if (slow) return { connection: slow.connection, begun: true };
  const other = unused ?? idle;
  return other && { connection: other, begun: false };
}
