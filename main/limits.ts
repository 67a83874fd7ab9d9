/** Every bound of the app in one place, each named in a test. Sizes in bytes, times in milliseconds. */
export const limits = {
  receiver: {
    /** Default of the setting `bodyLimit`. */
    bodyBytes: 10 * 1024 * 1024,
    headerBytes: 64 * 1024,
    targetBytes: 16 * 1024,
    connections: 1000,
    headersTimeoutMs: 20_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 65_000,
    /** How often time-outs are looked for. */
    timeoutCheckMs: 1000,
    /** How long open requests may take to finish when the app closes. */
    drainMs: 5000,
  },
  store: {
    /** Posts waiting for a commit; above, new ones are answered 503. */
    queuedPosts: 20_000,
    queuedBytes: 128 * 1024 * 1024,
    /** One commit takes at most this. */
    batchPosts: 1024,
    batchBytes: 16 * 1024 * 1024,
    /** Told to the platform with a 503. */
    retryAfterSeconds: 5,
    /** Rows the indexer fills in one transaction. */
    indexRows: 250,
    /** How long the indexer lets a few rows wait for company. */
    indexDelayMs: 50,
    /** Text of one post that is searchable. */
    indexedTextChars: 64 * 1024,
    /** Incidents kept, newest first. */
    incidents: 1000,
    incidentBytes: 64 * 1024,
    /** Rows deleted in one transaction. */
    deleteRows: 500,
    /** A duplicate is looked for among this many of the newest posts. */
    duplicateWindow: 10_000,
  },
  dialects: {
    /** Fields decoded from one post; the rest is counted. */
    fields: 5000,
    jsonDepth: 64,
    parts: 1000,
    excerptChars: 200,
    /** How long the value of one field may be in a summary (phone, ticket, status …). */
    keyChars: 256,
  },
  feed: {
    /** Summaries in one event; more means "read the list again". */
    batchPosts: 500,
    intervalMs: 50,
  },
  replay: {
    timeoutMs: 30_000,
    responseBytes: 1024 * 1024,
  },
  tunnel: {
    openTimeoutMs: 15_000,
    closeTimeoutMs: 2000,
    firstRetryMs: 1000,
    lastRetryMs: 60_000,
    probeEveryMs: 15_000,
    probeTimeoutMs: 10_000,
    /** Probes in a row that must fail before the tunnel counts as down. */
    missesUntilDown: 2,
    /** After a miss the next probe comes sooner. */
    probeAfterMissMs: 2000,
    nameTries: 5,
    nameRetryMs: 700,
  },
} as const;

export type Limits = typeof limits;
