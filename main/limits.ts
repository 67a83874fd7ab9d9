/** The bounds of the app, for those who want to know or change them. Sizes in bytes, times in milliseconds. */
export const limits = {
  receiver: {
    /** Default of the setting `bodyLimit`. */
    bodyBytes: 10 * 1024 * 1024,
    headerBytes: 64 * 1024,
    targetBytes: 16 * 1024,
    /** A longer head is for node:http, not for the fast path. */
    plainHeadBytes: 8 * 1024,
    connections: 1000,
    /** Bytes of all bodies that are being read or on their way to the disk; beyond, only small ones are taken. */
    heldBytes: 256 * 1024 * 1024,
    smallBodyBytes: 64 * 1024,
    headersTimeoutMs: 20_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 65_000,
    /** How often time-outs are looked for. */
    timeoutCheckMs: 1000,
    /** How long open requests may take to finish when the app closes. */
    drainMs: 5000,
    /** How long a connection is kept that a rule leaves without an answer, or answers slowly. */
    heldMs: 600_000,
    /** Connections that are kept without an answer on purpose; of more, the oldest is closed. Below `connections`. */
    heldConnections: 500,
  },
  store: {
    /** Posts waiting for a commit; above, new ones are answered 503. */
    queuedPosts: 20_000,
    queuedBytes: 128 * 1024 * 1024,
    /** One commit takes at most this. */
    batchPosts: 1024,
    batchBytes: 16 * 1024 * 1024,
    /** Larger posts are committed apart from the others, in turn with them, and at most so many bytes of several at once. */
    largePostBytes: 128 * 1024,
    largeBatchBytes: 1024 * 1024,
    /** Behind a commit of so many posts the next one waits for company, up to so many posts, at most so long. */
    gatherFrom: 4,
    gatherTo: 32,
    gatherMs: 4,
    /** So many posts in so short a time are a burst, unless they are larger than this on average: they wait in the intake for their rows. */
    burstPosts: 60,
    burstMs: 20,
    burstPostBytes: 16 * 1024,
    /** Posts that get their rows in one transaction. */
    unfoldPosts: 250,
    /** How long closing goes on making rows of what waits in the intake. */
    closingMs: 1500,
    /** What may wait in the intake before making rows goes along with taking posts. */
    foldedPosts: 500_000,
    foldedBytes: 512 * 1024 * 1024,
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
    /** Posts marked in one transaction. */
    markedRows: 500,
    /** Rows deleted in one transaction at most. */
    deleteRows: 2000,
    /** Removed posts whose conversations and entries in the text index may be due, until they are brought up to date. */
    dueRemovals: 20_000,
    /** Ids that are asked for at once while those to delete are found. */
    matchedIds: 5000,
    /** How long counting for one answer may take before it says "at least". */
    countMs: 30,
    /** Values of one filter in the facets. */
    facetValues: 20,
    /** Different values that are gathered of the posts that match a query, between the answers. */
    sweptValues: 50_000,
    /** Buckets of the histogram that are shorter are counted from the rows. */
    histogramFinestMs: 60_000,
    /** Values that are looked at to complete what somebody types; of more, only the newest. */
    completedValues: 2000,
    /** Posts that a search gathers for the beginning of a key; beyond, it looks at rows, the newest first, at most so many. */
    gatheredPosts: 10_000,
    gatheredTerms: 500,
    visitedPosts: 3000,
    /** Words that the beginning of a word is taken for one by one; one that as many posts have is not passed over. */
    expandedWords: 50,
    frequentPosts: 2000,
    /** Posts that are decoded to see whether they have another word that begins so. */
    triedPosts: 100,
    /** Conversations that are gathered by the beginning of their number; more are looked for from the newest on. */
    gatheredConversations: 20_000,
    /** A duplicate is looked for among this many of the newest posts. */
    duplicateWindow: 10_000,
    /** When they are read after a start in which no post came, in milliseconds. */
    readDigestsAfterMs: 1000,
  },
  dialects: {
    /** Fields decoded from one post; the rest is counted. */
    fields: 5000,
    /** Credentials are kept above that bound, too, up to this many fields, so that they can be masked. */
    fieldsWithSecrets: 6000,
    /** Larger bodies are stored and replayed, but not decoded: a JavaScript string could not hold them. */
    decodedBytes: 64 * 1024 * 1024,
    /** What a compressed body may grow to. */
    inflatedBytes: 10 * 1024 * 1024,
    /** Encodings named in one Content-Encoding. */
    encodings: 3,
    jsonDepth: 64,
    /** The path of the object around a JSON member; longer ones are shortened. */
    jsonPathChars: 1000,
    parts: 1000,
    /** Header lines of one part of a multipart body. */
    partHeaderBytes: 16 * 1024,
    boundaryChars: 256,
    /** Names that are compared by spelling. */
    spelledNames: 200,
    /** Findings of one code; one more says how many were left out. */
    findingsPerCode: 20,
    /** A name or a value inside a sentence. */
    quotedChars: 60,
    excerptChars: 200,
    /** How long the value of one field may be in a summary (phone, ticket, status …). */
    keyChars: 256,
  },
  feed: {
    /** Summaries in one event; more means "read the list again". */
    batchPosts: 500,
    intervalMs: 50,
    /** Between two transactions that write incidents. */
    incidentsMs: 50,
    /** Between two tellings of how many posts were removed. */
    removalsMs: 100,
  },
  replay: {
    timeoutMs: 30_000,
    responseBytes: 1024 * 1024,
    /** What the answers to many replays keep of their bodies. */
    jobResponseBytes: 16 * 1024,
    /** Posts of a job that are read ahead, and bytes of their bodies. */
    pagePosts: 200,
    pageBytes: 4 * 1024 * 1024,
    /** Ids that are asked for at once while a job's posts are found. */
    matchedIds: 5000,
    /** Deliveries that wait for a commit; above, sending waits. Posts wait for a commit of half as many. */
    waitingDeliveries: 800,
    waitingDeliveryBytes: 16 * 1024 * 1024,
    /** How long those of a job wait for company. */
    gatherMs: 100,
    /** A connection that was unused for longer is not used again; few servers close theirs sooner. */
    idleConnectionMs: 1000,
    /** Between two tellings of a job's progress. */
    progressMs: 100,
    /** Jobs that are remembered. */
    jobs: 100,
  },
  inOut: {
    /** Numbers of posts that an export asks for at once. */
    pagePosts: 5000,
    /** Posts that an export reads at once, and bytes of their bodies; the next are read while these are written. */
    readAhead: 200,
    readBytes: 4 * 1024 * 1024,
    /** Posts that an import looks at at once to find those that are here already. */
    knownPosts: 500,
    /** Posts of an export are written in pieces of at least this size. */
    pieceBytes: 64 * 1024,
    /** An export through the desktop window is held in memory, so it must not be larger. */
    windowBytes: 256 * 1024 * 1024,
    /** An import stores at most so much at once, so that live posts never wait long for it. */
    batchPosts: 256,
    batchBytes: 8 * 1024 * 1024,
    /** Longer lines of an import are reported and passed over. */
    lineBytes: 256 * 1024 * 1024,
    /** Between two tellings of how far an import is. */
    progressMs: 100,
    /** Bad lines that are reported one by one. */
    badLines: 100,
    /** Lines within which an import expects the second copy of a post. */
    twinLines: 10_000,
    /** Head of the part of a multipart body that carries the file. */
    partHeadBytes: 16 * 1024,
    /** Files that the system asks to open and that wait for the user's word. */
    openedFiles: 50,
  },
  targets: {
    healthEveryMs: 3000,
    connectTimeoutMs: 2000,
  },
  forward: {
    /** Between two transactions that queue what was stored. */
    deriveEveryMs: 20,
    /** Posts that one transaction looks at for queueing. */
    derivedPosts: 1000,
    /** Posts of one endpoint that are looked at ahead. */
    headPosts: 100,
    firstRetryMs: 500,
    lastRetryMs: 30_000,
    /** A target that nothing listens at is tried at least this often. */
    downRetryMs: 3000,
    /** Posts that were sent and are not written down yet: as many may be sent twice when the process ends. */
    unsettled: 32,
    /** Between two tellings of how it goes. */
    tellMs: 100,
    /** Deliveries in a second that views are told of one by one. */
    toldPerSecond: 50,
    listedDeadLetters: 1000,
  },
  testPosts: {
    /** Open at a time; an answer that a rule holds back is not waited for when another test post is to be sent. */
    connections: 200,
    timeoutMs: 20_000,
    /** Requests that are kept: their number, the size of one, and of all. */
    samples: 200,
    sampleBytes: 1024 * 1024,
    samplesBytes: 16 * 1024 * 1024,
  },
  tunnel: {
    openTimeoutMs: 15_000,
    closeTimeoutMs: 2000,
    firstRetryMs: 1000,
    lastRetryMs: 60_000,
    probeEveryMs: 15_000,
    /** Two misses, one period and one `probeAfterMissMs` make less than two periods: a dead tunnel is shown by then. */
    probeTimeoutMs: 6000,
    /** Probes in a row that must fail before the tunnel counts as down. */
    missesUntilDown: 2,
    /** After a miss the next probe comes sooner. */
    probeAfterMissMs: 2000,
    /** How often a server out of reach is looked for while attempts at opening are rare. */
    reachEveryMs: 3000,
    nameTries: 5,
    nameRetryMs: 700,
    /** A name that was lost to another is asked for in the background, first after this long, then more and more seldom. */
    nameAskFirstMs: 3000,
    nameAskLastMs: 300_000,
    /** How long the tunnel under the other name stays open when the old name is back, for posts that are under way. */
    nameLingerMs: 5000,
    /** How long a program such as ssh may take to say its URL; below `openTimeoutMs`, so that its own words are the reason. */
    programOpenMs: 14_000,
    /** After an http URL the https one of the same tunnel is waited for this long. */
    programSettleMs: 800,
    /** How long a program may take to end when asked to, before it is killed; below `closeTimeoutMs`. */
    programKillMs: 1200,
    /** A line of a program's output; the rest of a longer one is dropped. */
    programLineChars: 8192,
    /** Lines kept to explain why a program ended. */
    programLines: 60,
    /** What the Tunnel screen can look back on: a day of probes, and far more changes of state than a day should have. */
    historyProbes: 6000,
    historyStates: 1000,
  },
  desktop: {
    /** New posts are gathered into one notification: until none came for this long, or for the longer time at most. */
    burstQuietMs: 1200,
    burstLongestMs: 4000,
    /** Between two notifications about posts. */
    noticeRestMs: 30_000,
    /** A tunnel that is repaired within this time is no news. */
    tunnelDownMs: 5000,
  },
} as const;

export type Limits = typeof limits;
