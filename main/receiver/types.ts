import type { Endpoint, Header, Incident, Via } from '../../contract/index.ts';
import type { CapturedPost } from '../store/types.ts';

/** Answers to probes arrive under this path; they are never stored. */
export const probePath = '/.tapline/probe/';

/** What goes out on a connection. */
export interface Answer {
  status: number;
  headers: Header[];
  /** Text goes out as UTF-8. */
  body: string | Buffer;
  /** A target gave it: nothing is added but what carries it. */
  isTargets?: boolean;
}

/** A stored post that is about to be answered as its endpoint's rule says, without a fault. */
export interface AnswerRequest {
  post: CapturedPost;
  id: number;
  endpoint: Endpoint;
  /** Aborted when the receiver closes; an answer that takes long will find nobody then. */
  closing: AbortSignal;
}

export interface ReceiverOptions {
  /** Port asked for; 0 = any free one. */
  port: number;
  /** Largest body that is taken, in bytes; asked for each post. */
  bodyLimit(): number;
  /** Resolves once the post is on disk. @throws when it is not */
  append(post: CapturedPost): Promise<number>;
  endpoints(): readonly Endpoint[];
  /**
   * Another answer than the rule's, for a post that is stored already; null = the rule's. Asked for posts at endpoints in
   * mode `pass-through` only, and not where a fault decides. These are stored with `responseStatus` null, because the answer
   * is not known yet. When it throws, the rule's answer goes out.
   */
  answerFor?(asked: AnswerRequest): Promise<Answer | null> | Answer | null;
  /** The answer to a probe, or null when the nonce is not ours. */
  probe(nonce: string): string | null;
  /** How a post came, by its header lines (names and values in turn). */
  via(rawHeaders: readonly string[]): Via;
  /** Keeps bytes that did not become a post. Must not throw. */
  onIncident(incident: Omit<Incident, 'id'>): void;
  /** A post was answered 503. */
  onRefused(error: unknown): void;
  /** Time limits in milliseconds that replace those of limits.ts; for tests. */
  timeouts?: {
    headersMs?: number;
    requestMs?: number;
    checkMs?: number;
    drainMs?: number;
    heldMs?: number;
    keepAliveMs?: number;
  };
  /** How many new connections in a second are tapped; for tests. */
  tappedPerSecond?: number;
  /** Bytes of bodies that may be in memory, instead of the limit; for tests. */
  heldBytes?: number;
}

export interface Receiver {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** The port asked for, when it was taken and another is used. */
  portTaken: number | null;
  /** Endpoints were set: faults whose rule is another now count anew. */
  rulesSet(): void;
  /** Stops accepting, gives the answers that are held back, lets requests under way finish within a time limit, then closes what is left. */
  close(): Promise<void>;
}
