import type { KeyFilter, QueryTerm } from '../../contract/index.ts';
import { phoneDigits } from '../dialects/phone.ts';
import { foldKey, phoneCore, tokenValueBytes } from './keys.ts';

/** A condition over p (posts), with its parameters in order. */
export interface RowFilter {
  sql: string;
  parameters: string[];
}

const columns: Partial<Record<KeyFilter, readonly string[]>> = {
  kind: ['p.kind'],
  method: ['p.method'],
  code: ['p.code'],
  keyword: ['p.keyword'],
  ticket: ['p.ticket', 'p.custom_ticket'],
  status: ['p.status'],
};

/** Patterns of GLOB: a value with anything but visible ASCII, which SQLite folds otherwise than we do; and with anything but digits. */
const unplain = '*[^!-~]*';
const undigits = '*[^0-9]*';

/**
 * What SQLite can say of a row before its key tokens are made: each row that a term means fulfils it, and few others do.
 * @returns null for terms of which it can say nothing
 */
export function rowFilter(term: QueryTerm & { type: 'key' }): RowFilter | null {
  const digits = term.name === 'phone' ? phoneDigits(term.value) : '';
  if (digits !== '') return phoneFilter(digits, term.prefix);
  const value = foldKey(term.value);
  const names = columns[term.name];
  if (!names || value.length >= tokenValueBytes || !/^[!-~]+$/.test(value)) return null;
  const begins = (column: string) => (term.prefix ? `substr(${column}, 1, ${value.length})` : column);
  return {
    sql: names.map((column) => `(${begins(column)} = ? COLLATE NOCASE OR ${column} GLOB ?)`).join(' OR '),
    parameters: names.flatMap(() => [value, unplain]),
  };
}

/** A number is found with or without its country code; a few digits are taken as its beginning. */
function phoneFilter(digits: string, prefix: boolean): RowFilter {
  if (digits.length >= 10 && !prefix) {
    return { sql: 'substr(p.phone, -10) = ? OR p.phone GLOB ?', parameters: [phoneCore(digits), undigits] };
  }
  const beginning = `substr(p.phone, 1, ${digits.length}) = ? OR substr(p.phone, -10, ${digits.length}) = ?`;
  return { sql: `${beginning} OR p.phone GLOB ?`, parameters: [digits, digits, undigits] };
}
