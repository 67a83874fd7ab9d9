import { EventEmitter } from 'node:events';

/** Names that the language, promises and Node's own inspection ask any object for. */
const asked = new Set(['then', 'toJSON', 'constructor', 'inspect', 'nodeType', 'domain', 'captureRejections']);

/** Refuses, by name, every property that the stand-in does not have: what is not modelled must not pass for working. */
export function known<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !asked.has(key) && !key.startsWith('_')) refuse(name, key);
      return Reflect.get(target, key, receiver);
    },
  });
}

export function refuse(name: string, what: string): never {
  throw new Error(`The stand-in for Electron does not know ${name}.${what}.`);
}

/** Refuses options that the stand-in would silently ignore. */
export function checkOptions(name: string, options: object, allowed: readonly string[]): void {
  for (const key of Object.keys(options)) if (!allowed.includes(key)) refuse(name, key);
}

/** An event emitter with a closed list of events and properties. */
export class Known extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super();
    this.on('newListener', (event: string) => {
      if (event !== 'removeListener' && !events.includes(event)) refuse(name, `on('${event}')`);
    });
    // biome-ignore lint/correctness/noConstructorReturn: the proxy has to be `this` in derived classes, too.
    return known(name, this);
  }
}

/** An event that a listener may prevent. */
export function preventable<T extends object>(facts: T): T & { preventDefault(): void; defaultPrevented: boolean } {
  const event = {
    ...facts,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}
