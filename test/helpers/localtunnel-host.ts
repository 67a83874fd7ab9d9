import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HostAnswer, HostOrder } from './localtunnel-host-process.ts';

/** A real npm localtunnel server inside a process that can end and start it in milliseconds. */
export interface HostedServer extends AsyncDisposable {
  port: number;
  /** Ends it as the end of its process would: all its ports are closed, all its connections gone, all its names forgotten. */
  kill(): Promise<void>;
  /** Starts a new one on the same port. */
  start(): Promise<void>;
}

export interface LocaltunnelHost extends AsyncDisposable {
  /** Starts a server that grants names below `lt.test`. */
  serve(): Promise<HostedServer>;
}

/** Starts the process; loading the server's code takes far longer than starting servers. */
export async function startLocaltunnelHost(): Promise<LocaltunnelHost> {
  const child = fork(fileURLToPath(new URL('localtunnel-host-process.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const order = createOrders(child);
  // There is no such server: this is answered as soon as the code is loaded.
  await order({ act: 'kill', server: 0, port: 0 });
  let servers = 0;
  return {
    async serve() {
      servers += 1;
      const server = servers;
      const { port } = await order({ act: 'start', server, port: 0 });
      const kill = async () => void (await order({ act: 'kill', server, port }));
      return {
        port,
        kill,
        start: async () => void (await order({ act: 'start', server, port })),
        [Symbol.asyncDispose]: kill,
      };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Sends orders to the process and resolves with their answers, told apart by number. */
function createOrders(child: ChildProcess) {
  const waiting = new Map<number, (answer: HostAnswer) => void>();
  let orders = 0;
  child.on('message', (answer: HostAnswer) => {
    waiting.get(answer.order)?.(answer);
    waiting.delete(answer.order);
  });
  return async (what: Omit<HostOrder, 'order'>): Promise<{ port: number }> => {
    orders += 1;
    const answered = Promise.withResolvers<HostAnswer>();
    waiting.set(orders, answered.resolve);
    const gone = (code: number | null) => answered.reject(new Error(`The server's process ended with code ${code}.`));
    child.once('exit', gone);
    child.send({ ...what, order: orders } satisfies HostOrder);
    const answer = await answered.promise.finally(() => child.off('exit', gone));
    if (answer.error !== null) throw new Error(answer.error);
    return { port: answer.port };
  };
}
