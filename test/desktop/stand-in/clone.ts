/** What structured cloning carries, as text: the channel between a page's worlds and the main process takes nothing else. */
export interface Codec {
  /** @throws Error named DataCloneError for what structured cloning refuses, functions above all. */
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/**
 * Makes the codec. It also runs inside pages, by its source text, so it refers to nothing outside itself. Shared and
 * circular references are kept; what Chromium could clone but this cannot (Blob, ImageData …) is refused by name.
 */
export function makeCodec(): Codec {
  type Node = [string, ...unknown[]];
  const views: Record<string, unknown> = {};
  for (const name of 'Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 Float32 Float64 BigInt64 BigUint64'.split(
    ' ',
  )) {
    views[`${name}Array`] = Reflect.get(globalThis, `${name}Array`);
  }
  const tag = (value: object) => Object.prototype.toString.call(value).slice(8, -1);

  function refuse(what: string): never {
    const error = new Error(`${what} could not be cloned.`);
    error.name = 'DataCloneError';
    throw error;
  }

  function toBase64(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }

  function fromBase64(text: string): ArrayBuffer {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
  }

  function encode(value: unknown): string {
    const nodes: Node[] = [];
    const seen = new Map<object, number>();

    function add(item: unknown): number {
      if (typeof item === 'object' && item !== null) {
        const known = seen.get(item);
        if (known !== undefined) return known;
        const index = nodes.push(['null']) - 1;
        seen.set(item, index);
        nodes[index] = fromObject(item);
        return index;
      }
      return nodes.push(fromPrimitive(item)) - 1;
    }

    function fromPrimitive(item: unknown): Node {
      if (item === undefined) return ['undefined'];
      if (item === null) return ['null'];
      if (typeof item === 'number') return ['number', Object.is(item, -0) ? '-0' : String(item)];
      if (typeof item === 'bigint') return ['bigint', String(item)];
      if (typeof item === 'string' || typeof item === 'boolean') return ['plain', item];
      return refuse(String(item).slice(0, 80));
    }

    function fromObject(item: object): Node {
      const kind = tag(item);
      if (Array.isArray(item)) return ['array', Array.from(item, add)];
      if (ArrayBuffer.isView(item)) {
        const bytes = new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
        return ['view', kind, toBase64(bytes)];
      }
      if (kind === 'ArrayBuffer') return ['buffer', toBase64(new Uint8Array(item as ArrayBuffer))];
      if (kind === 'Date') return ['date', String((item as Date).getTime())];
      if (kind === 'RegExp') return ['regexp', (item as RegExp).source, (item as RegExp).flags];
      if (kind === 'Map')
        return ['map', [...(item as Map<unknown, unknown>)].map(([key, held]) => [add(key), add(held)])];
      if (kind === 'Set') return ['set', [...(item as Set<unknown>)].map(add)];
      if (kind === 'Error') {
        const { name, message, stack } = item as Error;
        return ['error', name, message, stack ?? ''];
      }
      if (kind !== 'Object') return refuse(`#<${kind}>`);
      return ['object', Object.keys(item).map((key) => [key, add(Reflect.get(item, key))])];
    }

    add(value);
    return JSON.stringify(nodes);
  }

  function decode(text: string): unknown {
    const nodes = JSON.parse(text) as Node[];
    const made = new Map<number, unknown>();

    function build(index: number): unknown {
      if (made.has(index)) return made.get(index);
      const [kind, first, second, third] = nodes[index] ?? ['undefined'];
      const keep = <T>(item: T): T => {
        made.set(index, item);
        return item;
      };
      if (kind === 'array') {
        const list: unknown[] = keep([]);
        for (const each of first as number[]) list.push(build(each));
        return list;
      }
      if (kind === 'object') {
        const object = keep({});
        for (const [key, each] of first as [string, number][]) {
          // A key named __proto__ stays a key.
          Object.defineProperty(object, key, {
            value: build(each),
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return object;
      }
      if (kind === 'map') {
        const map = keep(new Map());
        for (const [key, each] of first as [number, number][]) map.set(build(key), build(each));
        return map;
      }
      if (kind === 'set') {
        const set = keep(new Set());
        for (const each of first as number[]) set.add(build(each));
        return set;
      }
      return keep(leaf(kind, first, second, third));
    }

    function leaf(kind: string, first: unknown, second: unknown, third: unknown): unknown {
      if (kind === 'plain') return first;
      if (kind === 'null') return null;
      if (kind === 'number') return Number(first);
      if (kind === 'bigint') return BigInt(first as string);
      if (kind === 'date') return new Date(Number(first));
      if (kind === 'regexp') return new RegExp(first as string, second as string);
      if (kind === 'buffer') return fromBase64(first as string);
      if (kind === 'view') {
        const View = (first === 'DataView' ? DataView : views[first as string]) as new (buffer: ArrayBuffer) => unknown;
        return new View(fromBase64(second as string));
      }
      if (kind === 'error') {
        return Object.assign(new Error(second as string), { name: first, stack: third });
      }
      return undefined;
    }

    return build(0);
  }

  return { encode, decode };
}
