import type { Reach } from './return-watch.ts';

/** A tunnel that is open. */
export interface OpenTunnel {
  /** Public URL without a trailing slash. */
  url: string;
  /** Settles, never rejects, with a sentence when the tunnel ended by itself, or after `close()`. */
  closed: Promise<string>;
  /** Ends it and everything it holds: sockets, timers, listeners. Resolves when they are gone; never rejects. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Port of the receiver on 127.0.0.1 and ::1. */
  port: number;
  /** Name (subdomain) to ask for. A provider may grant another; the supervisor compares. */
  name: string;
  /** Aborting ends the opening for real: no socket, timer or retry stays behind. */
  signal: AbortSignal;
  /** Called by an open tunnel when it suspects that it no longer works: the supervisor then probes at once. */
  onTrouble?(): void;
}

/** One way of making the receiver reachable from outside. One file each. */
export interface TunnelProvider {
  /** `localtunnel`, `url`, `off` … */
  readonly id: string;
  /**
   * True when the tunnel is run by somebody else, so that closing and opening again repairs nothing: the supervisor then
   * keeps the URL and goes on probing.
   */
  readonly external?: boolean;
  /** URL of the tunnel server, where we talk to one ourselves; see `findWayIn` for what a loopback one changes. */
  readonly server?: URL;
  /** Who has to be in reach for a tunnel to be opened; looked at while attempts are rare. */
  readonly reach?: Reach;
  /** The name in a granted URL, for comparison with the one asked for; null where the provider has no names. */
  nameOf(url: string): string | null;
  /**
   * Opens the tunnel.
   * @throws Error with a sentence for the user when it cannot be opened, or when `signal` is aborted.
   */
  open(options: OpenOptions): Promise<OpenTunnel>;
}
