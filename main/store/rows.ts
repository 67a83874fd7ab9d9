import type { Delivery, Incident, Kind, Outage, PostSummary } from '../../contract/index.ts';
import { headerPairs } from './packing.ts';
import type { StoredRequest } from './types.ts';
import { viaOf } from './via-column.ts';

/** A row of posts joined with its marks, as every list reads it. */
export interface SummaryRow {
  id: number;
  received_at: number;
  kind: Kind;
  dialect: string | null;
  endpoint: string | null;
  method: string;
  path: string;
  phone: string | null;
  code: string | null;
  keyword: string | null;
  ticket: string | null;
  custom_ticket: string | null;
  status: string | null;
  excerpt: string | null;
  body_size: number;
  response_status: number | null;
  /** Read it with viaOf. */
  via: string;
  is_read: number | null;
  pinned: number | null;
  noted: number;
  findings: number;
}

export const summaryColumns = `p.id, p.received_at, p.kind, p.dialect, p.endpoint, p.method, p.path, p.phone, p.code,
  p.keyword, p.ticket, p.custom_ticket, p.status, p.excerpt, p.body_size, p.response_status, p.via,
  m.is_read, m.pinned, m.note IS NOT NULL AS noted, p.findings`;

/** What else a post needs when it is opened. */
export interface DetailRow extends SummaryRow {
  receive_ms: number;
  duplicate_of: number | null;
  http_version: string;
  remote_address: string;
  target: string;
  headers: string;
  trailers: string;
  body: Buffer;
  note: string | null;
}

export const detailColumns = `${summaryColumns}, p.receive_ms, p.duplicate_of, p.http_version, p.remote_address, p.target,
  p.headers, p.trailers, p.body, m.note`;

/** What is read of a post to send it again. */
export type RequestRow = Pick<
  DetailRow,
  'id' | 'received_at' | 'method' | 'target' | 'http_version' | 'headers' | 'trailers' | 'body' | 'endpoint'
>;

/** What is sent when a post is replayed; the body is that of the row, not a copy. */
export function toRequest(row: RequestRow): StoredRequest {
  return {
    id: row.id,
    method: row.method,
    target: row.target,
    httpVersion: row.http_version,
    headers: headerPairs(row.headers),
    trailers: headerPairs(row.trailers),
    body: row.body,
    endpoint: row.endpoint,
  };
}

/** A post as lists show it. */
export function toSummary(row: SummaryRow): PostSummary {
  return {
    id: row.id,
    receivedAt: new Date(row.received_at).toISOString(),
    kind: row.kind,
    dialect: row.dialect,
    endpoint: row.endpoint,
    method: row.method,
    path: row.path,
    phone: row.phone,
    code: row.code,
    keyword: row.keyword,
    ticket: row.ticket,
    customTicket: row.custom_ticket,
    status: row.status,
    excerpt: row.excerpt,
    bodySize: row.body_size,
    responseStatus: row.response_status,
    via: viaOf(row.via),
    unread: row.is_read !== 1,
    pinned: row.pinned === 1,
    noted: row.noted === 1,
    findings: row.findings,
  };
}

export interface DeliveryRow {
  id: number;
  post_id: number | null;
  target: string;
  origin: Delivery['origin'];
  started_at: string;
  duration_ms: number;
  request: string;
  response: string | null;
  response_body: Buffer | null;
  error: string | null;
  job_id: number | null;
  passed: number | null;
  differences: string | null;
}

/**
 * A delivery as views get it, the body in base64.
 * @throws SyntaxError when a column that holds JSON was damaged
 */
export function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    postId: row.post_id,
    target: row.target,
    origin: row.origin,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    // Older deliveries do not speak of edits.
    request: Object.assign({ editedBody: null }, JSON.parse(row.request) as Delivery['request']),
    response:
      row.response === null
        ? null
        : {
            ...(JSON.parse(row.response) as Omit<NonNullable<Delivery['response']>, 'body'>),
            body: (row.response_body ?? Buffer.alloc(0)).toString('base64'),
          },
    error: row.error === null ? null : (JSON.parse(row.error) as Delivery['error']),
    jobId: row.job_id,
    passed: row.passed === null ? null : row.passed === 1,
    differences: row.differences === null ? [] : (JSON.parse(row.differences) as string[]),
  };
}

export interface IncidentRow {
  id: number;
  at: string;
  code: Incident['code'];
  sentence: string;
  response_status: number | null;
  remote_address: string;
  method: string | null;
  target: string | null;
  bytes: Buffer;
  size: number;
}

/** An incident as views get it, its bytes in base64. */
export function toIncident(row: IncidentRow): Incident {
  return {
    id: row.id,
    at: row.at,
    code: row.code,
    sentence: row.sentence,
    responseStatus: row.response_status,
    remoteAddress: row.remote_address,
    method: row.method,
    target: row.target,
    bytes: row.bytes.toString('base64'),
    size: row.size,
  };
}

export interface OutageRow {
  id: number;
  started_at: string;
  ended_at: string | null;
  provider: string;
  reason: string;
}

/** An outage as views get it; `to` is null while it lasts. */
export function toOutage(row: OutageRow): Outage {
  return { id: row.id, from: row.started_at, to: row.ended_at, provider: row.provider, reason: row.reason };
}
