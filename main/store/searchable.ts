import type { FindingCode, Kind } from '../../contract/index.ts';
import type { DecodedPost } from '../dialects/dialect.ts';
import { limits } from '../limits.ts';
import { keyTokens, strayToken } from './keys.ts';

/** What is needed of a row to search it, besides what decoding gives. */
export interface SearchableRow {
  kind: Kind;
  endpoint: string | null;
  method: string;
  phone: string | null;
  code: string | null;
  keyword: string | null;
  ticket: string | null;
  custom_ticket: string | null;
  status: string | null;
  response_status: number | null;
  duplicate_of: number | null;
  target: string;
  headers: string;
}

/** Codes of all findings of a post, the one that only the store can see included. */
export function findingCodes(row: Pick<SearchableRow, 'duplicate_of'>, decoded: DecodedPost): FindingCode[] {
  const codes = decoded.findings.map((finding) => finding.code);
  return row.duplicate_of === null ? codes : [...codes, 'duplicate-post'];
}

/** The key tokens of a row, but for those of findings, which take decoding. */
export function rowKeys(row: Omit<SearchableRow, 'duplicate_of' | 'target' | 'headers'>, findings: FindingCode[] = []) {
  const keys = keyTokens({
    kind: row.kind,
    method: row.method,
    responseStatus: row.response_status,
    keys: {
      phone: row.phone,
      code: row.code,
      keyword: row.keyword,
      ticket: row.ticket,
      customTicket: row.custom_ticket,
      status: row.status,
    },
    findings,
  });
  return row.endpoint === null ? `${keys} ${strayToken}` : keys;
}

/** What the index holds of a post: its text, and its keys as tokens. The un-indexed tail is searched by the same two. */
export function searchable(row: SearchableRow, decoded: DecodedPost): { text: string; keys: string } {
  return {
    text: decoded.text.slice(0, limits.store.indexedTextChars),
    keys: rowKeys(row, findingCodes(row, decoded)),
  };
}
