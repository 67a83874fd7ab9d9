import type {
  DocumentedField,
  Endpoint,
  Field,
  Finding,
  Header,
  Kind,
  PlatformReading,
  RetryFact,
} from '../../contract/index.ts';

/** A complete request, as far as decoding needs it. Header text is latin-1; the body is the bytes that came. */
export interface RawPost {
  method: string;
  /** Request target exactly as it came, latin-1. */
  target: string;
  headers: Header[];
  body: Uint8Array;
}

/** The values by which posts are found and belong together. Null when the post does not carry one. */
export interface PostKeys {
  /** Subscriber's number as sent. */
  phone: string | null;
  code: string | null;
  keyword: string | null;
  ticket: string | null;
  customTicket: string | null;
  status: string | null;
}

export interface DecodedPost {
  kind: Kind;
  /** Dialect id; null when neither the endpoint nor the fields name one. */
  dialect: string | null;
  /** Path without query, as it came. */
  path: string;
  fields: Field[];
  /** All but `duplicate-post`, which only the store can see. */
  findings: Finding[];
  keys: PostKeys;
  excerpt: string | null;
  /** Text for the search index: field names and values, path, header lines, body text. Not masked, never shown. */
  text: string;
  /** Names of headers whose values are credentials. */
  secretHeaders: string[];
}

/** Everything one platform adds. A dialect lives in one folder of its own and is registered in registry.ts. */
export interface Dialect {
  id: string;
  name: string;
  /** Documented fields by kind, in the order of the platform's page. */
  fields: { callback: readonly DocumentedField[]; status: readonly DocumentedField[] };
  /** Names of the fields that identify a kind when the path does not: all of them must be there. */
  signature: { callback: readonly string[]; status: readonly string[] };
  /** Where the user tells the platform each URL, in the platform's words: `the callback_url of the keyword`. */
  urls: { callback: string; status: string };
  /**
   * What the platform does with a post that did not get through, with where that is said; null when the platform's page
   * does not say. Never a guess: a user who believes in a retry that does not come loses the post.
   */
  retry: RetryFact | null;
  /** Extracts the correlation keys from decoded fields. */
  keys(fields: readonly Field[], kind: Kind): PostKeys;
  /** What the list shows of a post: the message, or the status. At most a line, free of credentials. */
  excerpt(fields: readonly Field[], kind: Kind): string | null;
  /** Findings that only this platform's documentation justifies. */
  findings?(fields: readonly Field[], kind: Kind): Finding[];
  /** What somebody who copied the samples of the platform's page should know of this post. */
  sampleNotes?(fields: readonly Field[], kind: Kind): SampleNotes;
}

/** Sentences about a platform's own sample code, by the platform they are for. */
export type SampleNotes = Partial<Record<PlatformReading['platform'], string[]>>;

/** What decoding knows besides the bytes. */
export interface DecodeContext {
  /** The endpoint whose path the post came to; null for any other path. */
  endpoint: Endpoint | null;
  /** Names that the user masks besides the dialect's credentials, compared without case. */
  maskedNames: readonly string[];
}
