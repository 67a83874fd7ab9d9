import type {
  Conversation,
  Count,
  DeadLetter,
  Delivery,
  Endpoint,
  Facets,
  Header,
  Histogram,
  Incident,
  KeyFilter,
  Outage,
  Post,
  PostSummary,
  Sample,
  Settings,
  StatusLabel,
  Target,
  ValueCount,
  Via,
} from '../../contract/index.ts';
import type { NewDelivery } from './new-delivery.ts';

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
  /** True for a post out of a file: it is never forwarded, however it came once. */
  imported?: boolean;
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

/** A stored request and when it came, in milliseconds since 1970. */
export type TimedRequest = StoredRequest & { receivedAt: number };

/** How much of a post is wanted: all, what masking takes without fields and findings, or nothing that takes decoding. */
export type PostParts = 'all' | 'masks' | 'bytes';

/** Everything about a post, its bytes included. */
export interface WholePost {
  post: Post;
  request: StoredRequest;
}

/** The oldest posts that wait to be forwarded to one endpoint's target. */
export interface ForwardHead {
  postId: number;
  /** Tries that counted. */
  attempts: number;
}

export interface ForwardCounts {
  path: string;
  queued: number;
  dead: number;
  sent: number;
}

/** What became of a try to forward a post. */
export interface ForwardOutcome {
  path: string;
  postId: number;
  /** URL, or what was asked for when it leads nowhere. */
  target: string;
  /** Null when nothing was sent. */
  delivery: Omit<Delivery, 'id'> | null;
  result:
    | { type: 'sent' }
    /** The post was deleted. */
    | { type: 'gone' }
    | { type: 'waits' | 'dead'; attempts: number; reason: string };
}

/** The queue of posts to forward. All of it is on disk. */
export interface ForwardStore {
  /** Queues what was stored since, for the endpoints that forward. */
  derive(): Promise<void>;
  heads(path: string, limit: number): Promise<ForwardHead[]>;
  counts(): Promise<ForwardCounts[]>;
  /** Writes what became of posts, in one transaction. Resolves with the ids of the deliveries. */
  settle(outcomes: ForwardOutcome[]): Promise<(number | null)[]>;
  /** Queues stored posts. Resolves with how many are new in the queue. */
  enqueue(path: string, ids: number[]): Promise<number>;
  deadLetters(): Promise<DeadLetter[]>;
  /** Queues dead letters again; all of them when no posts are named. */
  retry(postIds: number[] | null): Promise<number>;
  discard(path: string, dead: boolean): Promise<number>;
}

export interface PostPage {
  posts: PostSummary[];
  /** Pass as `before` to get the next page; null on the last. */
  next: string | null;
}

export interface PageOptions {
  query?: string | undefined;
  limit: number;
  before?: string | undefined;
}

export interface HistogramOptions {
  query?: string | undefined;
  /** Milliseconds since 1970; since the oldest post, until now, when absent. */
  from?: number | undefined;
  to?: number | undefined;
  /** Most buckets. */
  buckets: number;
}

/** Filters whose values can be completed. */
export type ValueFilter = Exclude<KeyFilter, 'kind'>;

export interface ValuesOptions {
  filter: ValueFilter;
  /** Beginning of the values; case does not matter. */
  prefix: string;
  limit: number;
}

export interface ConversationsOptions {
  /** Beginning of a phone number or a short code. */
  prefix: string;
  limit: number;
  before?: string | undefined;
}

export interface ConversationPage {
  conversations: Conversation[];
  /** Pass as `before` to get the next page; null on the last. */
  next: string | null;
}

export interface Marks {
  unread?: boolean;
  pinned?: boolean;
  note?: string | null;
}

/** For whoever follows the deleting of many posts. */
export interface Following {
  /** Ends it between two slices; what is deleted then stays so. */
  signal?: AbortSignal | undefined;
  /** So many more are gone. */
  onDeleted?(posts: number): void;
}

/** The database, as the rest of the app sees it. Writing and reading happen in threads of their own. */
export interface Store {
  /**
   * Resolves with the post's id after it is committed to disk.
   * @throws TaplineError STORAGE_FAILED when it is not stored: the disk failed or the queue is full.
   */
  append(post: CapturedPost): Promise<number>;
  /**
   * A page of posts, newest first. This and what follows can be given up by a signal: it rejects then, and is not read if its turn
   * had not come. @throws TaplineError BAD_QUERY
   */
  list(options: PageOptions, signal?: AbortSignal): Promise<PostPage>;
  /** How many posts a query matches; a lower bound when counting takes too long. @throws TaplineError BAD_QUERY */
  count(query: string, signal?: AbortSignal): Promise<Count>;
  /** The most frequent values among the posts that match. @throws TaplineError BAD_QUERY */
  facets(query: string, signal?: AbortSignal): Promise<Facets>;
  /** Posts that match over time. Bounds and buckets may come out as whole minutes. @throws TaplineError BAD_QUERY */
  histogram(options: HistogramOptions, signal?: AbortSignal): Promise<Histogram>;
  /** Values of a filter by their beginning, most frequent first. */
  values(options: ValuesOptions, signal?: AbortSignal): Promise<ValueCount[]>;
  /** Conversations, the one with the newest post first. */
  conversations(options: ConversationsOptions, signal?: AbortSignal): Promise<ConversationPage>;
  /** Requests that were kept, oldest first. */
  samples(): Promise<Sample[]>;
  /** @throws TaplineError BAD_REQUEST when there is no room for another */
  addSample(sample: Omit<Sample, 'id'>): Promise<Sample>;
  /** Resolves with how many were deleted: one or none. */
  deleteSample(id: number): Promise<number>;
  statusLabels(): Promise<StatusLabel[]>;
  /** Labels a status value; takes the label away when there is nothing in it. */
  putStatusLabel(label: StatusLabel): Promise<void>;
  /** Summaries with ids above `after`, oldest first, at most `limit`. */
  since(after: number, limit: number): Promise<PostSummary[]>;
  summaries(ids: number[]): Promise<PostSummary[]>;
  /** @throws TaplineError POST_NOT_FOUND */
  post(id: number): Promise<Post>;
  /** @throws TaplineError POST_NOT_FOUND */
  request(id: number): Promise<StoredRequest>;
  /** As many of these posts, from the first on, as fit into a page of an export, at least one; those that were deleted are null. */
  posts(ids: number[], parts: PostParts): Promise<(WholePost | null)[]>;
  /** Numbers of posts above `after`, oldest first, at most `limit`. */
  ids(after: number, limit: number): Promise<number[]>;
  /** @throws TaplineError POST_NOT_FOUND */
  timeline(id: number): Promise<PostSummary[]>;
  /** @throws TaplineError POST_NOT_FOUND */
  mark(id: number, marks: Marks): Promise<PostSummary>;
  /** Sets marks of many posts; resolves with the ids of those that are otherwise now. */
  markMany(ids: number[], marks: Omit<Marks, 'note'>): Promise<number[]>;
  /** Deletes these posts, as far as they exist, in slices between which posts are stored. Resolves with how many did. */
  deleteIds(ids: number[], following?: Following): Promise<number>;
  /**
   * Deletes what the query matches, the oldest first, in such slices; an empty query matches all. What comes meanwhile stays.
   * @throws TaplineError BAD_QUERY
   */
  delete(query: string, following?: Following): Promise<number>;
  deliveries(postId: number): Promise<Delivery[]>;
  addDelivery(delivery: Omit<Delivery, 'id'>): Promise<Delivery>;
  /** Adds many in one transaction; resolves with their ids. */
  addDeliveries(deliveries: NewDelivery[]): Promise<number[]>;
  /** Deliveries of a replay job, oldest first: those of an outcome (a status, or the code of an error), else those that failed. */
  failures(options: { id: number; outcome?: string | undefined; limit: number }): Promise<Delivery[]>;
  /** Ids of matching posts up to `upTo`, newest first. @throws TaplineError BAD_QUERY */
  matching(query: string, upTo: number, limit: number): Promise<number[]>;
  /** As many of these posts, from the first on, as fit into a page, at least one; those that were deleted are null. */
  requests(ids: number[]): Promise<(TimedRequest | null)[]>;
  readonly forwards: ForwardStore;
  incidents(limit: number): Promise<Incident[]>;
  /** Adds them in one transaction, in order. */
  addIncidents(incidents: Omit<Incident, 'id'>[]): Promise<Incident[]>;
  outages(limit: number): Promise<Outage[]>;
  /** The newest one; null when there was none. */
  lastOutage(): Promise<Outage | null>;
  /** Writes a new outage (id null) or ends a known one. Resolves with its id. */
  putOutage(outage: Omit<Outage, 'id'> & { id: number | null }): Promise<number>;
  /** What is in force; kept in memory, so reading costs nothing. */
  readonly settings: Settings;
  readonly endpoints: readonly Endpoint[];
  readonly targets: readonly Target[];
  putSettings(settings: Settings): Promise<void>;
  putEndpoints(endpoints: Endpoint[]): Promise<void>;
  putTargets(targets: Target[]): Promise<void>;
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
