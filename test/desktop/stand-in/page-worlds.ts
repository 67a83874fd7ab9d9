import type { Codec } from './clone.ts';

/** What the page's own world gets before its first script. Runs inside the page, by its source text. */
export function mainWorld(secret: string, codec: Codec): void {
  if (window !== window.top) return;
  // Kept from before the page's scripts, which may replace them.
  const fire = window.dispatchEvent.bind(window);
  const listen = window.addEventListener.bind(window);
  const tell = (name: string, detail: unknown) =>
    fire(new CustomEvent(secret + name, { detail: JSON.stringify(detail) }));
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  let answer: { state: string; value: string; id: number } | null = null;
  let calls = 0;

  listen(`${secret}expose`, (event) => {
    const { key, tree } = JSON.parse((event as CustomEvent<string>).detail) as { key: string; tree: Tree };
    Object.defineProperty(window, key, { value: build(tree), enumerable: true });
  });
  listen(`${secret}return`, (event) => {
    answer = JSON.parse((event as CustomEvent<string>).detail);
  });
  listen(`${secret}settle`, (event) => {
    const { id, ok, value } = JSON.parse((event as CustomEvent<string>).detail);
    const caller = pending.get(id);
    pending.delete(id);
    if (ok) caller?.resolve(codec.decode(value));
    else caller?.reject(codec.decode(value));
  });

  type Tree = { value: string } | { call: number } | { keys: [string, Tree][] };
  function build(tree: Tree): unknown {
    if ('value' in tree) return codec.decode(tree.value);
    if ('keys' in tree) return Object.freeze(Object.fromEntries(tree.keys.map(([key, each]) => [key, build(each)])));
    return Object.freeze((...args: unknown[]) => {
      calls += 1;
      answer = null;
      tell('call', { id: calls, call: tree.call, args: codec.encode(args) });
      const { state, value, id } = answer ?? { state: 'failed', value: codec.encode(new Error('No answer.')), id: 0 };
      if (state === 'failed') throw codec.decode(value);
      if (state === 'done') return codec.decode(value);
      const caller = Promise.withResolvers<unknown>();
      pending.set(id, caller);
      return caller.promise;
    });
  }

  window.open = (url) => {
    tell('open', String(url ?? 'about:blank'));
    return null;
  };
}

/** What an isolated world hands to the browser's side, encoded as JSON. */
export type FromWorld =
  | { type: 'send'; channel: string; data: string }
  | { type: 'invoke'; id: number; channel: string; data: string }
  | { type: 'port'; port: number; data: string }
  | { type: 'open'; url: string };

/** What comes back into it. */
export type ToWorld =
  | { type: 'message'; channel: string; data: string; ports: number[] }
  | { type: 'settled'; id: number; ok: boolean; data: string }
  | { type: 'port'; port: number; data: string }
  | { type: 'close-port'; port: number };

/** The preload script, wrapped as CommonJS is. */
export type Preload = (require: (name: string) => unknown, process: object, module: object, exports: object) => void;

/**
 * The preload's world: the preload script as a sandboxed renderer runs it, with contextBridge and ipcRenderer and nothing
 * else. Runs inside the page, by its source text, in a world of its own.
 */
export function isolatedWorld(secret: string, codec: Codec, preload: Preload, platform: string): void {
  if (window !== window.top) return;
  const out = (message: FromWorld) =>
    (Reflect.get(globalThis, secret) as (text: string) => void)(JSON.stringify(message));
  const tell = (name: string, detail: unknown) =>
    window.dispatchEvent(new CustomEvent(secret + name, { detail: JSON.stringify(detail) }));
  const known = <T extends object>(name: string, object: T): T =>
    new Proxy(object, {
      get(target, key) {
        if (typeof key === 'string' && !(key in target))
          throw new Error(`The stand-in for Electron does not know ${name}.${key}.`);
        return Reflect.get(target, key);
      },
    });

  const functions: ((...args: unknown[]) => unknown)[] = [];
  type Tree = { value: string } | { call: number } | { keys: [string, Tree][] };
  function describe(value: unknown): Tree {
    if (typeof value === 'function') return { call: functions.push(value as () => unknown) - 1 };
    const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    return isPlain
      ? { keys: Object.entries(value).map(([key, each]) => [key, describe(each)]) }
      : { value: codec.encode(value) };
  }
  window.addEventListener(`${secret}call`, (event) => {
    const { id, call, args } = JSON.parse((event as CustomEvent<string>).detail);
    const back = (state: string, value: unknown) => tell('return', { id, state, value: codec.encode(value) });
    try {
      const result = functions[call]?.(...(codec.decode(args) as unknown[]));
      if (!(result instanceof Promise)) return back('done', result);
      const settle = (ok: boolean) => (value: unknown) => tell('settle', { id, ok, value: codec.encode(value) });
      result.then(settle(true), settle(false));
      back('pending', undefined);
    } catch (error) {
      back('failed', error);
    }
  });
  window.addEventListener(`${secret}open`, (event) =>
    out({ type: 'open', url: JSON.parse((event as CustomEvent<string>).detail) }),
  );

  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>();
  const invoked = new Map<number, PromiseWithResolvers<unknown>>();
  const ports = new Map<number, MessagePort>();
  let invocations = 0;
  const ipcRenderer = known('ipcRenderer', {
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    send: (channel: string, ...args: unknown[]) => out({ type: 'send', channel, data: codec.encode(args) }),
    invoke(channel: string, ...args: unknown[]) {
      const data = codec.encode(args);
      const caller = Promise.withResolvers<unknown>();
      invocations += 1;
      invoked.set(invocations, caller);
      out({ type: 'invoke', id: invocations, channel, data });
      return caller.promise;
    },
  });
  const contextBridge = known('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown) => tell('expose', { key, tree: describe(api) }),
  });

  function portFor(id: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    port2.addEventListener('message', ({ data, ports: moved }) => {
      if (moved.length > 0) throw new Error('The stand-in for Electron does not carry ports over ports.');
      out({ type: 'port', port: id, data: codec.encode(data) });
    });
    port2.start();
    ports.set(id, port2);
    ids.set(port1, id);
    return port1;
  }

  // Electron adds an event `close` to the ports of pages, which Chromium does not have: the port that the page received is
  // found again, as seen from this world, and told.
  const ids = new Map<Transferable, number>();
  const posted: { data: string; ids: number[] }[] = [];
  const received = new Map<number, MessagePort>();
  const postMessage = window.postMessage.bind(window);
  window.postMessage = (data: unknown, origin: unknown, transfer: Transferable[] = []) => {
    posted.push({ data: codec.encode(data), ids: transfer.map((port) => ids.get(port) ?? 0) });
    postMessage(data, origin as string, transfer);
  };
  window.addEventListener('message', ({ data, ports: arrived }) => {
    if (arrived.length === 0) return;
    const index = posted.findIndex((one) => one.ids.length === arrived.length && one.data === codec.encode(data));
    const [own] = index === -1 ? [] : posted.splice(index, 1);
    for (const [at, id] of (own?.ids ?? []).entries()) {
      received.set(id, arrived[at] as MessagePort);
      // Closed while it was under way: the page hears of it once it has the port.
      if (!ports.has(id)) setTimeout(() => closePort(id));
    }
  });
  function closePort(id: number): void {
    ports.get(id)?.close();
    ports.delete(id);
    received.get(id)?.dispatchEvent(new Event('close'));
    received.delete(id);
  }

  const receive = (message: ToWorld) => {
    if (message.type === 'port') ports.get(message.port)?.postMessage(codec.decode(message.data));
    else if (message.type === 'close-port') closePort(message.port);
    else if (message.type === 'message') {
      const event = { sender: ipcRenderer, ports: message.ports.map(portFor) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, codec.decode(message.data));
    } else {
      const caller = invoked.get(message.id);
      invoked.delete(message.id);
      if (message.ok) caller?.resolve(codec.decode(message.data));
      else caller?.reject(codec.decode(message.data));
    }
  };
  Object.defineProperty(globalThis, `${secret}receive`, { value: (text: string) => receive(JSON.parse(text)) });

  const module = { exports: {} };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}.`);
    return known('electron', { contextBridge, ipcRenderer });
  };
  preload(
    require,
    known('process', { platform, contextIsolated: true, sandboxed: true, type: 'renderer' }),
    module,
    module.exports,
  );
}
