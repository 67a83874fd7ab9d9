import type { Endpoint, Kind, Tunnel } from '../../contract/index.ts';

/** What is known about the tunnel, without what follows from it. */
export type TunnelFacts = Omit<Tunnel, 'callbackUrl' | 'statusUrl' | 'since'>;

/** Holds the facts and tells every change. */
export interface Board {
  readonly facts: TunnelFacts;
  snapshot(): Tunnel;
  change(part: Partial<TunnelFacts>): void;
  /** Returns the way out. */
  subscribe(listener: (tunnel: Tunnel) => void): () => void;
  /** No more news from here on. */
  close(): void;
}

export interface BoardOptions {
  facts: TunnelFacts;
  endpoints(): readonly Endpoint[];
  /** ISO 8601. */
  isoNow(): string;
}

/** A board with these facts; listeners are told of each change from then on. */
export function createBoard(options: BoardOptions): Board {
  const { endpoints, isoNow } = options;
  const listeners = new Set<(tunnel: Tunnel) => void>();
  let { facts } = options;
  let since = isoNow();

  const snapshot = (): Tunnel => {
    const urlOf = (kind: Kind) => {
      const path = endpoints().find((endpoint) => endpoint.kind === kind)?.path;
      return facts.url !== null && path !== undefined ? facts.url + path : null;
    };
    return { ...facts, since, callbackUrl: urlOf('callback'), statusUrl: urlOf('status') };
  };

  return {
    get facts() {
      return facts;
    },
    snapshot,
    change(part) {
      if (part.state && part.state !== facts.state) since = isoNow();
      facts = { ...facts, ...part };
      for (const listener of listeners) listener(snapshot());
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
