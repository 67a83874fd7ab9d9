import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems hand out by themselves (from 32768 on Linux, 49152 elsewhere), to whoever asks for any free one. */
const lowest = 15_000;
const ports = 17_000;
let next = Math.floor(Math.random() * ports);

/**
 * A port of 127.0.0.1 on which nothing listens now, and which stays free: no other test, and no connection, is given it while the
 * test that asked does not listen there yet, or does not listen there just then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + (next++ % ports);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
