import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import tls from 'node:tls';
import { selfSigned } from '../../replay/certificate.ts';
import type { Heal } from './fault.ts';
import type { Path } from './path.ts';

/** An https public side in front of the path. */
export interface TlsFront extends AsyncDisposable {
  /** From now on it shows a certificate that nobody vouches for. */
  distrust(): Heal;
}

/** Starts one whose certificate this process trusts until it is disposed, and has the registrar grant https URLs. */
export async function startTlsFront(path: Path): Promise<TlsFront> {
  const trusted = selfSigned('*.lt.test');
  const sockets = new Set<{ destroy(): void }>();
  const server = tls.createServer(trusted, (near) => {
    const far = connect({ host: '127.0.0.1', port: path.front.port });
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  path.registrar.scheme = 'https';
  path.registrar.port = (server.address() as AddressInfo).port;
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, trusted.cert]);
  return {
    distrust() {
      server.setSecureContext(selfSigned('*.lt.test'));
      return () => server.setSecureContext(trusted);
    },
    async [Symbol.asyncDispose]() {
      tls.setDefaultCACertificates(before);
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
