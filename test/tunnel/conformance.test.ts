import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createCloudflared } from '../../main/tunnel/cloudflared.ts';
import { createLocaltunnel } from '../../main/tunnel/localtunnel.ts';
import { createNgrok } from '../../main/tunnel/ngrok.ts';
import { findProgram } from '../../main/tunnel/program-path.ts';
import { createSsh } from '../../main/tunnel/ssh.ts';
import { createUrlTunnel } from '../../main/tunnel/url.ts';
import { freePort } from '../helpers/free-port.ts';
import { send, startLocaltunnelServer } from '../helpers/localtunnel-server.ts';
import { startStandIn } from '../helpers/program-edge.ts';
import { startSshServer } from '../helpers/ssh-server.ts';
import { conforms, type Subject } from './conformance.ts';

conforms('url', { start: startProxy });

conforms('localtunnel', {
  patienceMs: 8000,
  async start() {
    const server = await startLocaltunnelServer();
    return { ...server, provider: () => createLocaltunnel({ host: server.host, version: '0.0.0' }) };
  },
});

const hasSsh = (await findProgram('ssh')) !== null;
conforms('ssh', {
  skip: hasSsh ? null : 'there is no ssh on this machine',
  async start() {
    const server = await startSshServer();
    const { port, key, extra, publicFetch, kill, restart } = server;
    const service = { host: '127.0.0.1', remotePort: 80, user: 'me', name: null, remoteCommand: null, url: null };
    return {
      provider: () => createSsh({ ...service, port, key, extra }),
      publicFetch,
      kill,
      restart: () => restart(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
});

// A stand-in is a script whose first line names its interpreter, which Windows does not heed.
const noScripts = process.platform === 'win32' ? 'its stand-in cannot be started on Windows' : null;
conforms('cloudflared', {
  skip: noScripts,
  async start() {
    const standIn = await startStandIn('program-cloudflared.ts');
    return Object.assign(standIn, { provider: () => createCloudflared({ program: standIn.program }) });
  },
});

conforms('ngrok', {
  skip: noScripts,
  async start() {
    const standIn = await startStandIn('program-ngrok.ts');
    return Object.assign(standIn, { provider: () => createNgrok({ program: standIn.program, name: null }) });
  },
});

/** What a user might have in front of the receiver. */
async function startProxy(): Promise<Subject> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  let target = 0;
  let server = createServer();
  const listen = async (port: number) => {
    server = createServer((near) => {
      const far = connect({ host: '127.0.0.1', port: target });
      hold(near, () => far);
      hold(far, () => near);
      near.pipe(far).pipe(near);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(await freePort());
  const kill = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    provider(receiverPort) {
      target = receiverPort;
      return createUrlTunnel(`http://127.0.0.1:${port}`);
    },
    publicFetch: (url, options = {}) => send(port, new URL(url), options),
    kill,
    restart: async () => void (await listen(port)),
    [Symbol.asyncDispose]: kill,
  };
}
