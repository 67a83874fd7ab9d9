import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type PublicRequest, type PublicResponse, send } from './localtunnel-server.ts';

/** What a stand-in is told by a file, so that it needs no environment. */
export interface StandInSettings {
  /** Port of 127.0.0.1 on which the far side listens: without a connection to it there is no tunnel. */
  edgePort: number;
  /** Port of 127.0.0.1 that the stand-in makes public. */
  publicPort: number;
  /** How it is to fail; see the stand-ins. */
  mode: string;
}

/** A stand-in for a tunnel program, its far side, and what was asked of it. */
export interface StandIn extends AsyncDisposable {
  /** For `program` of the provider. */
  program: string;
  publicPort: number;
  /** Connections of running programs to the far side. */
  readonly connections: number;
  /** Applies to programs that are started from now on. */
  setMode(mode: string): Promise<void>;
  /** The arguments of every start, oldest first. */
  starts(): Promise<string[][]>;
  publicFetch(url: string, options?: PublicRequest): Promise<PublicResponse>;
  /** Takes the far side away: programs lose their connection, and new ones get none. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * Makes an executable of a stand-in in a folder of its own, and starts the far side that it connects to.
 * @param script file of the stand-in, in this folder.
 */
export async function startStandIn(script: string): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'tapline-program-'));
  const settings: StandInSettings = { edgePort: await freePort(), publicPort: await freePort(), mode: 'works' };
  const save = () => writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
  const program = join(folder, script.replace(/^program-|\.ts$/g, ''));
  const url = new URL(script, import.meta.url).href;
  const body = `import(${JSON.stringify(url)}).then((standIn) => standIn.run(${JSON.stringify(folder)}));\n`;
  await save();
  await writeFile(program, `#!${process.execPath}\n${body}`);
  await chmod(program, 0o755);

  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const standIn: StandIn = {
    program,
    publicPort: settings.publicPort,
    get connections() {
      return sockets.size;
    },
    async setMode(mode) {
      settings.mode = mode;
      await save();
    },
    async starts() {
      const text = await readFile(join(folder, 'starts.ndjson'), 'utf8').catch(() => '');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as string[]]));
    },
    publicFetch: (address, options = {}) => send(settings.publicPort, new URL(address), options),
    async kill() {
      if (!server) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      server = null;
    },
    async restart() {
      await standIn.kill();
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
        socket.resume();
      }).listen(settings.edgePort, '127.0.0.1');
      await once(server, 'listening');
    },
    async [Symbol.asyncDispose]() {
      await standIn.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await standIn.restart();
  return standIn;
}
