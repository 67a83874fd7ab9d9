import { makeCodec } from './clone.ts';
import { Known } from './known.ts';
import type { FrameFacts, FromMain } from './messages.ts';
import type { Peer } from './peer.ts';

const codec = makeCodec();

/** Where a port's messages go: the other end in this process, or a page. */
type Far = { post(data: unknown): void; close(): void };

/** Electron's MessagePortMain: an event emitter whose messages wait until it is started. */
export class StandInPort extends Known implements Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'> {
  far: Far | null = null;
  #started = false;
  #closed = false;
  #waiting: unknown[] = [];

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  postMessage(message: unknown, transfer: readonly Electron.MessagePortMain[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in for Electron does not carry ports over ports.');
    // Cloning here makes a misuse fail where it happens, as it does in Electron.
    const data = structuredClone(message);
    if (!this.#closed) this.far?.post(data);
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.arrive(data);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.far?.close();
    queueMicrotask(() => this.emit('close'));
  }

  /** A message from the other end. */
  arrive(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  /** The other end is gone. */
  end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}

export class StandInChannel implements Record<'port1' | 'port2', StandInPort> {
  readonly port1 = new StandInPort();
  readonly port2 = new StandInPort();
  constructor() {
    this.port1.far = farOf(this.port2);
    this.port2.far = farOf(this.port1);
  }
}

function farOf(port: StandInPort): Far {
  return {
    post(data) {
      setImmediate(() => port.arrive(data));
    },
    close: () => port.end(),
  };
}

/** The ports whose other end is in a page. */
export function createPortRoom(host: Peer<FromMain>) {
  const held = new Map<number, Far & { frame: FrameFacts }>();
  let last = 0;
  return {
    /** Moves one end of a channel into a page: from now on its messages go there. Returns its id there. */
    moveTo(frame: FrameFacts, moved: StandInPort): number {
      const { far } = moved;
      if (!far) throw new Error('A port that was transferred before cannot be transferred again.');
      last += 1;
      const id = last;
      // What the page posts comes out of the end that stayed.
      held.set(id, { frame, ...far });
      moved.far = null;
      moved.arrive = (data) => void host.call('toPort', { frame, port: id, data: codec.encode(data) });
      moved.end = () => void host.call('closePort', { frame, port: id });
      return id;
    },
    message({ port, data }: { port: number; data: string }): void {
      held.get(port)?.post(codec.decode(data));
    },
    closed(id: number): void {
      held.get(id)?.close();
      held.delete(id);
    },
    /** A document is gone, and with it its ports. */
    left({ windowId, document }: { windowId: number; document: number }): void {
      for (const [id, { frame }] of held) {
        if (frame.windowId === windowId && frame.document === document) this.closed(id);
      }
    },
  };
}

export type PortRoom = ReturnType<typeof createPortRoom>;
