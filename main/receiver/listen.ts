import type { Server } from 'node:net';
import { codeOf, messageOf, StartError } from '../errors.ts';

export interface Listening {
  port: number;
  portTaken: number | null;
}

/** How many free ports are tried until one is free on both addresses. */
const tries = 20;

/**
 * Binds one server to 127.0.0.1 and one to ::1, on the same port: a tunnel client that connects to `localhost` finds the
 * receiver whichever address that name yields. Machines without IPv6 do with the first.
 * @param port port asked for; 0 = any. When it is taken on either address, a free one is used instead: a stranger on ::1
 *   would get half of the tunnel's posts.
 * @throws StartError when no port can be bound
 */
export async function listenOnBoth(v4: Server, v6: Server, port: number): Promise<Listening> {
  let asked = port;
  let portTaken: number | null = null;
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      const bound = await listen(v4, asked, '127.0.0.1');
      try {
        await listen(v6, bound, '::1');
      } catch (error) {
        if (isTaken(error)) {
          await close(v4);
          throw error;
        }
        // No IPv6 here.
      }
      return { port: bound, portTaken };
    } catch (error) {
      if (!isTaken(error)) throw cannotListen(asked, error);
      if (asked !== 0) portTaken = asked;
      asked = 0;
    }
  }
  throw new StartError('No port could be found that is free on both 127.0.0.1 and ::1.');
}

function isTaken(error: unknown): boolean {
  return ['EADDRINUSE', 'EACCES'].includes(codeOf(error) ?? '');
}

function cannotListen(port: number, error: unknown): StartError {
  return new StartError(
    `The receiver cannot listen on port ${port} (${messageOf(error)}). Name another one with --receiver-port.`,
    {
      cause: error,
    },
  );
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error) => reject(error);
    server.once('error', onError);
    server.listen({ port, host, ipv6Only: true, backlog: 1024 }, () => {
      server.removeListener('error', onError);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
