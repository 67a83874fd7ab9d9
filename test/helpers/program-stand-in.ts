import { appendFileSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { StandInSettings } from './program-edge.ts';

/** Reads what the test set, and notes that the program was started. */
export function readSettings(folder: string): StandInSettings {
  appendFileSync(join(folder, 'starts.ndjson'), `${JSON.stringify(process.argv.slice(2))}\n`);
  return JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as StandInSettings;
}

/** Whether the far side is there. */
export function reachesEdge({ edgePort }: StandInSettings): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: edgePort });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export interface EdgeOptions {
  settings: StandInSettings;
  localPort: number;
  onConnected(): void;
  /** @param wasConnected false when it could not be connected to at all. */
  onLost(wasConnected: boolean, error: string): void;
}

/**
 * Holds a connection to the far side, again and again after a loss, and makes the local port public while there is one:
 * bytes are really forwarded, both ways.
 */
export function keepEdge(options: EdgeOptions): void {
  const { settings, localPort, onConnected, onLost } = options;
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  let side: Server | null = null;
  const tryEdge = () => {
    let error = 'EOF';
    let isConnected = false;
    const edge = connect({ host: '127.0.0.1', port: settings.edgePort });
    edge.resume();
    edge.on('error', (cause) => {
      error = cause.message;
    });
    edge.on('connect', () => {
      isConnected = true;
      side = createServer((near) => {
        const far = connect({ host: '127.0.0.1', port: localPort });
        hold(near);
        hold(far);
        near.on('close', () => far.destroy());
        far.on('close', () => near.destroy());
        near.pipe(far).pipe(near);
      }).listen(settings.publicPort, '127.0.0.1', onConnected);
    });
    edge.on('close', () => {
      side?.close();
      side = null;
      for (const socket of sockets) socket.destroy();
      onLost(isConnected, error);
      setTimeout(tryEdge, 200);
    });
  };
  tryEdge();
}
