import type { Database } from 'better-sqlite3';
import type { Delivery, Finding, Header, Incident, Outage, Post, PostSummary } from '../../contract/index.ts';
import { decodedSecrets } from '../dialects/decoded-secrets.ts';
import { secretRanges } from '../dialects/masking.ts';
import { dialectById } from '../dialects/registry.ts';
import { secretFieldNames } from '../dialects/secrets.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import { endpointFor } from '../receiver/endpoints.ts';
import { createConversations } from './conversations.ts';
import { createCountedValues } from './counted-values.ts';
import { createDecoder, type DecodeSettings } from './decoding.ts';
import { createForwardList } from './forward-list.ts';
import { createHistogram } from './histogram.ts';
import { countedName, watermarkName } from './indexer.ts';
import { createOverview } from './overview.ts';
import { headerPairs } from './packing.ts';
import type { StopFlag } from './read-turns.ts';
import {
  type DeliveryRow,
  type DetailRow,
  detailColumns,
  type IncidentRow,
  type OutageRow,
  type SummaryRow,
  summaryColumns,
  toDelivery,
  toIncident,
  toOutage,
  toRequest,
  toSummary,
} from './rows.ts';
import { readSamples } from './samples.ts';
import { createSearch } from './search.ts';
import { planSearch, planTerms } from './search-plan.ts';
import { findingCodes } from './searchable.ts';
import { readStatusLabels } from './status-labels.ts';
import { stopwatch, type Watch } from './stopwatch.ts';
import { createSweeps } from './sweeps.ts';
import { createTail } from './tail.ts';
import { createTailTrial } from './tail-trial.ts';
import { createTerms } from './terms.ts';
import type { ConversationPage, ConversationsOptions, PostPage, PostParts, StoredRequest, WholePost } from './types.ts';
import { createValueList } from './value-list.ts';

export interface ReaderOptions {
  onFault(error: unknown): void;
  /** Time for one answer that counts, in milliseconds; the limit of the app when absent. */
  countMs?: number;
  /** True for who is told of removals: counting goes on between the answers. */
  keepsCounts?: boolean;
}

/** Everything that reads, over one connection that cannot write. Lives in the reader thread. */
export function createReader(db: Database, initial: DecodeSettings, options: ReaderOptions) {
  const { onFault, countMs = limits.store.countMs, keepsCounts = false } = options;
  const watch: Watch = (lookEvery) => stopwatch(countMs, lookEvery);
  let settings = initial;
  const decode = createDecoder(() => settings, onFault);
  const terms = createTerms(db);
  const search = createSearch({ db, tail: createTail(db, decode), trial: createTailTrial(db, decode), terms });
  const from = 'FROM posts p LEFT JOIN marks m ON m.post_id = p.id';
  const since = db.prepare(`SELECT ${summaryColumns} ${from} WHERE p.id > ? ORDER BY p.id LIMIT ?`);
  const one = db.prepare(`SELECT ${summaryColumns} ${from} WHERE p.id = ?`);
  const newerIds = db.prepare('SELECT id FROM posts WHERE id > ? ORDER BY id LIMIT ?').pluck();
  const detail = db.prepare(`SELECT ${detailColumns} ${from} WHERE p.id = ?`);
  const receivedAt = db.prepare('SELECT received_at FROM posts WHERE id = ?').pluck();
  const deliveries = db.prepare('SELECT * FROM deliveries WHERE post_id = ? ORDER BY id DESC');
  const incidents = db.prepare('SELECT * FROM incidents ORDER BY id DESC LIMIT ?');
  const outages = db.prepare('SELECT * FROM outages ORDER BY id DESC LIMIT ?');

  const keptFindings = db.prepare('SELECT codes FROM post_findings WHERE post_id = ?').pluck();
  const watermark = db.prepare('SELECT CAST(value AS INTEGER) FROM app_values WHERE name = ?').pluck();
  const indexed = () => (watermark.get(watermarkName) as number | undefined) ?? 0;
  const counted = () => (watermark.get(countedName) as number | undefined) ?? 0;

  function read(id: number): DetailRow {
    const row = detail.get(id) as DetailRow | undefined;
    if (!row) throw new TaplineError('POST_NOT_FOUND', `There is no post ${id}; it may have been deleted.`);
    return row;
  }

  function duplicateFinding(row: DetailRow): Finding[] {
    if (row.duplicate_of === null) return [];
    const earlier = receivedAt.get(row.duplicate_of) as number | undefined;
    // A clock that was set back in between tells nothing about the time that passed.
    const isKnown = earlier !== undefined && earlier <= row.received_at;
    const gap = isKnown ? `${duration(row.received_at - earlier)} earlier` : 'earlier';
    return [
      {
        code: 'duplicate-post',
        severity: 'warning',
        field: null,
        position: null,
        sentence: `The same bytes came ${gap} as post ${row.duplicate_of}. Platforms send again when an answer is lost or late; make sure that handling it twice does no harm.`,
        postId: row.duplicate_of,
      },
    ];
  }

  /** From what the indexer kept, else by decoding. */
  function findingsOf(id: number): readonly string[] {
    const codes = keptFindings.get(id) as string | undefined;
    if (codes !== undefined) return codes.split(' ');
    const row = detail.get(id) as DetailRow | undefined;
    return row ? findingCodes(row, decode(row).decoded) : [];
  }
  const values = createCountedValues({ db, counted, findingsOf });
  const sweeps = createSweeps({ search, findingsOf, keeps: keepsCounts });
  const overview = createOverview({ db, search, values, sweeps, watch });
  const conversations = createConversations({ db, counted, row: (id) => one.get(id) as SummaryRow });

  function toPost(row: DetailRow, parts: PostParts = 'all'): Post {
    const headers = headerPairs(row.headers);
    if (parts === 'bytes') return { ...bare(row, headers), ...nothingDecoded };
    const { decoded } = decode(row);
    const names = secretFieldNames(row.dialect === null ? null : dialectById(row.dialect), settings.maskedNames);
    const ranges = secretRanges({ fields: decoded.fields, body: row.body }, names);
    const context = { endpoint: endpointFor(settings.endpoints, row.target), maskedNames: settings.maskedNames };
    const inside = decodedSecrets({ method: row.method, target: row.target, headers, body: row.body }, context, names);
    const isAll = parts === 'all';
    return {
      ...bare(row, headers),
      fields: isAll ? decoded.fields : [],
      findings: isAll ? [...decoded.findings, ...duplicateFinding(row)] : [],
      secretHeaders: decoded.secretHeaders,
      secretRanges: inside.length > 0 ? { ...ranges, body: [{ start: 0, end: row.body.length }] } : ranges,
      decodedSecrets: inside,
    };
  }

  /** In one transaction: taking a lock for each row would be most of the work. */
  const wholePosts = db.transaction((ids: readonly number[], parts: PostParts): (WholePost | null)[] => {
    const found: (WholePost | null)[] = [];
    let bytes = 0;
    for (const id of ids) {
      const row = detail.get(id) as DetailRow | undefined;
      bytes += row?.body.length ?? 0;
      if (found.length > 0 && bytes > limits.inOut.readBytes) break;
      if (!row) found.push(null);
      else {
        const post = toPost(row, parts);
        // The same list of headers for both: it crosses to the other thread once.
        found.push({ post, request: { ...toRequest(row), headers: post.headers } });
      }
    }
    return found;
  });

  return {
    ...overview,
    ...createForwardList(db),
    /** One step of work for searches to come; false when there is none. */
    keepUp: (): boolean => search.keepUp(),
    /** One step of counting on for the query that was asked for last; false when there is none. */
    countOn: (): boolean => sweeps.step(),
    /** Posts were removed. */
    forgetCounts: (): void => sweeps.forget(),
    statusLabels: () => readStatusLabels(db),
    samples: () => readSamples(db),
    histogram: createHistogram({ db, search, sweeps, counted, watch }),
    values: createValueList({ db, terms, values, counted, indexed, watch }),
    conversations: (asked: ConversationsOptions): ConversationPage =>
      conversations({ ...asked, before: cursor(asked.before) }),
    useSettings(next: DecodeSettings): void {
      settings = next;
      sweeps.forget();
    },
    /** `stop` ends a long search before all of the page was found; nobody reads it then. */
    list(options: {
      query?: string | undefined;
      limit: number;
      before?: string | undefined;
      stop?: StopFlag;
    }): PostPage {
      const { limit, stop } = options;
      const before = cursor(options.before);
      const isStopped = () => stop !== undefined && Atomics.load(stop, 0) !== 0;
      const rows = search.rows({ plan: planSearch(options.query ?? ''), before, limit, isStopped });
      const last = rows.at(-1);
      return {
        posts: rows.map(toSummary),
        next: last && rows.length === limit ? String(last.id) : null,
      };
    },
    /** Ids of matching posts up to `upTo`, newest first. */
    matching({ query, upTo, limit }: { query: string; upTo: number; limit: number }): number[] {
      return search.rows({ plan: planSearch(query), before: upTo + 1, limit }).map((row) => row.id);
    },
    since({ after, limit }: { after: number; limit: number }): PostSummary[] {
      return (since.all(after, limit) as SummaryRow[]).map(toSummary);
    },
    summaries(ids: number[]): PostSummary[] {
      return ids.flatMap((id) => {
        const row = one.get(id) as SummaryRow | undefined;
        return row ? [toSummary(row)] : [];
      });
    },
    post: (id: number): Post => toPost(read(id)),
    request: (id: number): StoredRequest => toRequest(read(id)),
    posts: ({ ids, parts }: { ids: readonly number[]; parts: PostParts }): (WholePost | null)[] =>
      wholePosts(ids, parts),
    ids: ({ after, limit }: { after: number; limit: number }): number[] => newerIds.all(after, limit) as number[],
    timeline(id: number): PostSummary[] {
      const { ticket, custom_ticket: customTicket } = read(id);
      const found = new Map<number, SummaryRow>();
      for (const key of new Set([ticket, customTicket])) {
        if (!key) continue;
        const plan = planTerms([{ type: 'key', name: 'ticket', negated: false, value: key, prefix: false }]);
        const rows = search.rows({ plan, before: Number.MAX_SAFE_INTEGER, limit: 1000 });
        for (const row of rows) found.set(row.id, row);
      }
      if (found.size === 0) found.set(id, one.get(id) as SummaryRow);
      return [...found.values()].sort((a, b) => a.id - b.id).map(toSummary);
    },
    deliveries: (postId: number): Delivery[] => (deliveries.all(postId) as DeliveryRow[]).map(toDelivery),
    incidents: (limit: number): Incident[] => (incidents.all(limit) as IncidentRow[]).map(toIncident),
    outages: (limit: number): Outage[] => (outages.all(limit) as OutageRow[]).map(toOutage),
  };
}

export type Reader = ReturnType<typeof createReader>;

const nothingDecoded = {
  fields: [],
  findings: [],
  secretHeaders: [],
  secretRanges: { query: [], body: [] },
  decodedSecrets: [],
} satisfies Partial<Post>;

/** What a row says of a post without decoding it. */
function bare(row: DetailRow, headers: Header[]): Omit<Post, keyof typeof nothingDecoded> {
  const { findings, ...summary } = toSummary(row);
  return {
    ...summary,
    httpVersion: row.http_version,
    target: row.target,
    headers,
    trailers: headerPairs(row.trailers),
    note: row.note,
    remoteAddress: row.remote_address,
    forwardedFor: headers.find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1] ?? null,
    receiveMs: row.receive_ms,
  };
}

function cursor(before: string | undefined): number {
  if (before === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^\d{1,15}$/.test(before)) {
    throw new TaplineError('BAD_REQUEST', `"before" takes what "next" of an earlier page said, not "${before}".`);
  }
  return Number(before);
}

function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} minutes`;
  return `${Math.round(ms / 3_600_000)} hours`;
}
