import type { ChildProcess } from 'node:child_process';
import type { FromHost, FromMain } from './messages.ts';

type Calls = Record<string, (argument: never) => unknown>;
type Handlers<C extends Calls> = {
  [K in keyof C]: (argument: Parameters<C[K]>[0]) => Awaited<ReturnType<C[K]>> | Promise<Awaited<ReturnType<C[K]>>>;
};

/** One end of the channel between the main process and the browser that stands in for Electron's own. */
export interface Peer<Theirs extends Calls> {
  call<K extends keyof Theirs & string>(
    name: K,
    argument: Parameters<Theirs[K]>[0],
  ): Promise<Awaited<ReturnType<Theirs[K]>>>;
}

type Message = { id: number } & ({ call: string; argument: unknown } | { value: unknown } | { failure: string });

interface Wire {
  send(message: unknown): void;
  receive(listener: (message: unknown) => void): void;
}

/**
 * Joins the two sides: each calls the other by name, in order, and failures travel as errors.
 * Both ends of a child process channel with `serialization: 'advanced'` carry structured clones.
 */
function join<Mine extends Calls, Theirs extends Calls>(wire: Wire, handlers: Handlers<Mine>): Peer<Theirs> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  wire.receive((received) => {
    const message = received as Message;
    if ('call' in message) {
      void answer(message.id, message.call, message.argument);
      return;
    }
    const caller = waiting.get(message.id);
    waiting.delete(message.id);
    if ('failure' in message) caller?.reject(new Error(message.failure));
    else caller?.resolve(message.value);
  });

  async function answer(id: number, name: string, argument: unknown): Promise<void> {
    try {
      const handler = handlers[name as keyof Mine];
      if (!handler) throw new Error(`There is no call named ${name}.`);
      wire.send({ id, value: await handler(argument as never) });
    } catch (error) {
      wire.send({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  return {
    call(name, argument) {
      last += 1;
      const caller = Promise.withResolvers<unknown>();
      waiting.set(last, caller);
      wire.send({ id: last, call: name, argument });
      return caller.promise as never;
    },
  };
}

/** The main process's end. */
export function joinHost(handlers: Handlers<FromHost>): Peer<FromMain> {
  return join(
    {
      // The browser may be gone first when a test ends both.
      send: (message) => process.connected && process.send?.(message, undefined, {}, () => {}),
      receive: (listener) => process.on('message', listener),
    },
    handlers,
  );
}

/** The end of the process that owns the browser. */
export function joinMain(child: ChildProcess, handlers: Handlers<FromMain>): Peer<FromHost> {
  return join(
    {
      send: (message) => child.connected && child.send(message as object, undefined, {}, () => {}),
      receive: (listener) => child.on('message', listener),
    },
    handlers,
  );
}
