import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { freePort } from './free-port.ts';
import { type PublicRequest, type PublicResponse, send } from './localtunnel-server.ts';

/** What was granted to a client, for who words the greeting. */
export interface SshGrant {
  /** The URL of the public side; it is reached at `publicPort` of 127.0.0.1 whatever its host name is. */
  url: string;
  /** Port asked for. */
  port: number;
}

/** A real SSH server on loopback that forwards an HTTP port to its clients, as the tunnel services do. */
export interface SshServer extends AsyncDisposable {
  port: number;
  publicPort: number;
  /** File of the private key that it lets in. */
  key: string;
  /** For `extra` of createSsh: nothing of this machine's user is read or written. */
  extra: readonly string[];
  /** Connections that are open now. */
  readonly connections: number;
  /** Addresses and ports asked for, users, and commands, oldest first. */
  readonly asked: { bindings: string[]; users: string[]; commands: string[] };
  /** What it prints in a session once a port is forwarded. */
  greet: (grant: SshGrant) => string;
  refuseForwarding: boolean;
  refuseKeys: boolean;
  /** Prints something in all sessions that are open. */
  say(text: string): void;
  publicFetch(url: string, options?: PublicRequest): Promise<PublicResponse>;
  /** Cuts all connections and stops listening. */
  kill(): Promise<void>;
  /** Listens again on the same port. A new host key is what a stranger in between would have. */
  restart(options?: { newHostKey?: boolean }): Promise<void>;
}

/** As serveo words it. */
export const plainGreeting = ({ url }: SshGrant) => `Forwarding HTTP traffic from ${url}\r\n`;

export async function startSshServer(): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-ssh-'));
  const clientKey = makeKeys();
  const key = join(folder, 'id');
  await writeFile(key, clientKey.private, { mode: 0o600 });
  const port = await freePort();
  const publicPort = await freePort();
  const clients = new Set<Connection>();
  const channels = new Set<ServerChannel>();
  const asked = { bindings: [] as string[], users: [] as string[], commands: [] as string[] };
  let hostKey = makeKeys().private;
  let listening: ssh2.Server | null = null;

  const serveClient = (client: Connection) => {
    clients.add(client);
    const sides: { server: Server; sockets: Set<Socket> }[] = [];
    let session: ServerChannel | null = null;
    let grant: SshGrant | null = null;
    const greet = () => {
      if (session && grant) session.write(server.greet(grant));
    };
    client.on('error', () => undefined);
    client.on('close', () => {
      clients.delete(client);
      if (session) channels.delete(session);
      for (const side of sides) {
        side.server.close();
        for (const socket of side.sockets) socket.destroy();
      }
    });
    client.on('authentication', (context) => {
      const isKnown = context.method === 'publickey' && context.key.data.equals(clientKey.data);
      if (!isKnown || server.refuseKeys) return context.reject(['publickey']);
      if (context.signature) asked.users.push(context.username);
      context.accept();
    });
    client.on('session', (accept) => {
      const opened = accept();
      const begin = (channel: ServerChannel) => {
        session = channel;
        channels.add(channel);
        channel.on('error', () => undefined);
        greet();
      };
      opened.on('env', (acceptEnv) => acceptEnv?.());
      opened.on('shell', (acceptShell) => begin(acceptShell()));
      opened.on('exec', (acceptExec, _reject, { command }) => {
        asked.commands.push(command);
        begin(acceptExec());
      });
    });
    client.on('request', async (accept, reject, name, info) => {
      if (name !== 'tcpip-forward') return accept?.();
      const { bindAddr, bindPort } = info as { bindAddr: string; bindPort: number };
      asked.bindings.push(`${bindAddr}:${bindPort}`);
      if (server.refuseForwarding) return reject?.();
      const side = forward(client, { bindAddr, bindPort: bindPort || publicPort });
      sides.push(side);
      side.server.listen(publicPort, '127.0.0.1');
      await once(side.server, 'listening');
      accept?.(bindPort === 0 ? publicPort : undefined);
      const isNamed = !['', 'localhost', '127.0.0.1'].includes(bindAddr);
      grant = { url: `http://${isNamed ? `${bindAddr}.ssh.test` : '127.0.0.1'}:${publicPort}`, port: bindPort };
      greet();
    });
  };

  const server: SshServer = {
    port,
    publicPort,
    key,
    extra: [
      ...['-F', 'none', '-o', `UserKnownHostsFile=${join(folder, 'known_hosts')}`],
      ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'IdentityAgent=none'],
    ],
    get connections() {
      return clients.size;
    },
    asked,
    greet: plainGreeting,
    refuseForwarding: false,
    refuseKeys: false,
    say: (text) => {
      for (const channel of channels) channel.write(text);
    },
    publicFetch: (url, options = {}) => send(publicPort, new URL(url), options),
    async kill() {
      const closing = listening;
      listening = null;
      if (!closing) return;
      const closed = once(closing, 'close');
      closing.close();
      for (const client of clients) client.end();
      await closed;
    },
    async restart({ newHostKey = false } = {}) {
      await server.kill();
      if (newHostKey) hostKey = makeKeys().private;
      listening = new ssh2.Server({ hostKeys: [hostKey] }, serveClient);
      listening.listen(port, '127.0.0.1');
      await once(listening, 'listening');
    },
    async [Symbol.asyncDispose]() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.restart();
  return server;
}

/** A pair of keys. One in some hundred that ssh2 makes is malformed, so they are made until they can be read. */
function makeKeys(): { private: string; data: Buffer } {
  for (;;) {
    const keys = ssh2.utils.generateKeyPairSync('ed25519');
    const readable = [keys.private, keys.public].map((text) => ssh2.utils.parseKey(text));
    const [, known] = readable;
    if (known instanceof Error || !known || readable.some((key) => key instanceof Error)) continue;
    return { private: keys.private, data: known.getPublicSSH() };
  }
}

/** The public side of one forwarding: every connection to it becomes a channel to the client. */
function forward(client: Connection, { bindAddr, bindPort }: { bindAddr: string; bindPort: number }) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    client.forwardOut(bindAddr, bindPort, '127.0.0.1', socket.remotePort ?? 0, (error, channel) => {
      if (error) {
        socket.destroy();
        return;
      }
      channel.on('error', () => socket.destroy());
      socket.pipe(channel).pipe(socket);
    });
  });
  return { server, sockets };
}
