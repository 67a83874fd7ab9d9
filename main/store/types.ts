import type {
  Delivery,
  Endpoint,
  Header,
  Incident,
  Outage,
  Post,
  PostSummary,
  Settings,
  Via,
} from '../../contract/index.ts';

/** A request that is completely read and not stored yet. Header text and target are latin-1. */
export interface CapturedPost {
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Milliseconds from the first header to the last body byte. */
  receiveMs: number;
  method: string;
  target: string;
  httpVersion: string;
  /** Names and values in turn, as node:http gives `rawHeaders`. */
  rawHeaders: string[];
  rawTrailers: string[];
  body: Buffer;
  remoteAddress: string;
  via: Via;
  /** Status that will be answered once it is stored. */
  responseStatus: number | null;
}

/** A stored post as it was received, for replay: nothing decoded. */
export interface StoredRequest {
  id: number;
  method: string;
  target: string;
  httpVersion: string;
  headers: Header[];
  trailers: Header[];
  body: Buffer;
  endpoint: string | null;
}

export interface PostPage {
  posts: PostSummary[];
  /** Pass as `before` to get the next page; null on the last. */
  next: string | null;
}

export interface Marks {
  unread?: boolean;
  pinned?: boolean;
  note?: string | null;
}

/** The database, as the rest of the app sees it. Writing and reading happen in threads of their own. */
export interface Store {
  /**
   * Resolves with the post's id after it is committed to disk.
   * @throws TaplineError STORAGE_FAILED when it is not stored: the disk failed or the queue is full.
   */
  append(post: CapturedPost): Promise<number>;
  list(options: { query?: string | undefined; limit: number; before?: string | undefined }): Promise<PostPage>;
  /** Summaries with ids above `after`, oldest first, at most `limit`. */
  since(after: number, limit: number): Promise<PostSummary[]>;
  summaries(ids: number[]): Promise<PostSummary[]>;
  /** @throws TaplineError POST_NOT_FOUND */
  post(id: number): Promise<Post>;
  /** @throws TaplineError POST_NOT_FOUND */
  request(id: number): Promise<StoredRequest>;
  /** @throws TaplineError POST_NOT_FOUND */
  timeline(id: number): Promise<PostSummary[]>;
  /** @throws TaplineError POST_NOT_FOUND */
  mark(id: number, marks: Marks): Promise<PostSummary>;
  /** Deletes what the query matches; an empty query matches all. @throws TaplineError BAD_QUERY */
  delete(query: string): Promise<number>;
  deliveries(postId: number): Promise<Delivery[]>;
  addDelivery(delivery: Omit<Delivery, 'id'>): Promise<Delivery>;
  incidents(limit: number): Promise<Incident[]>;
  addIncident(incident: Omit<Incident, 'id'>): Promise<Incident>;
  outages(limit: number): Promise<Outage[]>;
  /** Writes a new outage (id null) or ends a known one. Resolves with its id. */
  putOutage(outage: Omit<Outage, 'id'> & { id: number | null }): Promise<number>;
  /** What is in force; kept in memory, so reading costs nothing. */
  readonly settings: Settings;
  readonly endpoints: readonly Endpoint[];
  putSettings(settings: Settings): Promise<void>;
  putEndpoints(endpoints: Endpoint[]): Promise<void>;
  /** Small values of the app's own, such as the tunnel's name. */
  value(name: string): string | null;
  putValue(name: string, value: string): Promise<void>;
  /** How many posts are stored, how many of them were not opened, and the newest id ever given (0 when none). */
  readonly total: number;
  readonly unread: number;
  readonly lastId: number;
  /** Where a damaged file was moved at start, or null. */
  readonly movedAside: string | null;
  /** Commits what waits, then closes. */
  close(): Promise<void>;
}
