import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type LookupFunction } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { HostedServer, LocaltunnelHost } from '../../helpers/localtunnel-host.ts';
import { startTcpProxy, type TcpProxy } from '../../helpers/tcp-proxy.ts';

/**
 * The way between the platform and the provider, every part of which can fail:
 *
 *     platform -> front -> server -> slots -> provider          provider -> registrar -> server
 *
 * The server is the real one. `lt.test` and the names below it lead to this machine as long as `names.fail` is null.
 */
export interface Path extends AsyncDisposable {
  server: HostedServer;
  /** In front of the server's public port; public URLs name it. */
  front: TcpProxy;
  /** In front of the ports that the server granted, one for each registration, the newest last. */
  slots: readonly TcpProxy[];
  /** For the provider: the URL to register at. */
  host: string;
  registrar: {
    /** Called before a registration is passed on. */
    before(): Promise<void> | void;
    /** Granted URLs begin with this and end with the front's port, unless there is another here. */
    scheme: 'http' | 'https';
    port: number | null;
  };
  /** Answers at the public port instead of the server; null gives it back. Cuts the connections there are. */
  answerInstead(listener: RequestListener | null): Promise<void>;
  names: { fail: NodeJS.ErrnoException | null };
  lookup: LookupFunction;
  /** Takes a name at the server as another client would, and holds it until disposed. */
  occupy(name: string): Promise<AsyncDisposable>;
}

/** Marks answers that did not come from the tunnel, so that no post counts as answered by Tapline for them. */
export const strangerHeader = 'x-stranger';

/** The code that the system's own look-up gives when a name is not known. */
export function nameError(): NodeJS.ErrnoException {
  return Object.assign(new Error('getaddrinfo ENOTFOUND lt.test'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
}

export async function startPath(lt: LocaltunnelHost): Promise<Path> {
  await using undo = new AsyncDisposableStack();
  const server = undo.use(await lt.serve());
  const front = undo.use(await startTcpProxy(server.port));
  const slots: TcpProxy[] = [];
  const names: Path['names'] = { fail: null };
  const registrar: Path['registrar'] = { before: () => undefined, scheme: 'http', port: null };

  const register = async (name: string): Promise<{ id: string; port: number }> => {
    const asked = get({ host: '127.0.0.1', port: server.port, path: name, headers: { Host: 'lt.test' }, agent: false });
    const [answer] = await once(asked, 'response');
    return JSON.parse((await buffer(answer)).toString()) as { id: string; port: number };
  };
  const registrarServer = undo.use(
    await serveHttp(async (request, response) => {
      try {
        await registrar.before();
        const granted = await register(request.url ?? '');
        const slot = await startTcpProxy(granted.port);
        slots.push(slot);
        const url = `${registrar.scheme}://${granted.id}.lt.test:${registrar.port ?? front.port}`;
        response.end(JSON.stringify({ id: granted.id, ip: '127.0.0.1', port: slot.port, max_conn_count: 10, url }));
      } catch {
        request.socket.destroy();
      }
    }),
  );

  const lookup: LookupFunction = (_hostname, options, callback) => {
    const found = { address: '127.0.0.1', family: 4 };
    process.nextTick(() => {
      if (names.fail) callback(names.fail, options.all ? [] : '', 4);
      else if (options.all) callback(null, [found]);
      else callback(null, found.address, found.family);
    });
  };

  let stranger: (AsyncDisposable & { port: number }) | null = null;
  const rest = undo.move();
  return {
    server,
    front,
    slots,
    host: `http://lt.test:${registrarServer.port}`,
    registrar,
    names,
    lookup,
    async answerInstead(listener) {
      const before = stranger;
      const marked: RequestListener = (request, response) => {
        response.setHeader(strangerHeader, '1');
        listener?.(request, response);
      };
      stranger = listener && (await serveHttp(marked));
      front.retarget(stranger?.port ?? server.port);
      front.cut();
      await before?.[Symbol.asyncDispose]();
    },
    async occupy(name) {
      const granted = await register(`/${name}`);
      if (granted.id !== name) throw new Error(`The name ${name} was taken by ${granted.id} already.`);
      const socket = connect({ host: '127.0.0.1', port: granted.port });
      await once(socket, 'connect');
      return {
        async [Symbol.asyncDispose]() {
          if (socket.destroyed) return;
          socket.destroy();
          await once(socket, 'close');
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await stranger?.[Symbol.asyncDispose]();
      for (const slot of slots) await slot[Symbol.asyncDispose]();
      await rest.disposeAsync();
    },
  };
}

/** An HTTP server on 127.0.0.1. */
async function serveHttp(listener: RequestListener): Promise<AsyncDisposable & { port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
