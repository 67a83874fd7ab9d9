import type { Field } from '../../contract/index.ts';
import type { Charset } from './bytes.ts';
import { addField, type FieldList, isFull, note, plainField, wants } from './field-list.ts';
import { type Decoded, isOdd, percentDecode } from './percent.ts';

/** Urlencoded text: one latin-1 character per byte. */
export interface Urlencoded {
  text: string;
  source: 'query' | 'form';
  /** Declared by the post; null = UTF-8. */
  charset: Charset | null;
}

/**
 * Reads `name=value&…` into the list, in order. "&" alone separates (";" is data), "&&" holds no field, "=x" is a field
 * with an empty name.
 */
export function readUrlencoded(list: FieldList, input: Urlencoded): void {
  const { text } = input;
  /** The next "=" from where it was last looked for; looked for again only when it is behind. */
  let equals = text.indexOf('=');
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand < 0 ? text.length : ampersand;
    if (equals >= 0 && equals < start) equals = text.indexOf('=', start);
    const own = equals < end ? equals : -1;
    // Pieces made of plain ASCII are taken as they are; only the others are decoded.
    if (end > start) {
      addPair(list, input, {
        start,
        equals: own,
        end,
        oddName: isOdd(text, start, own < 0 ? end : own),
        oddValue: own >= 0 && isOdd(text, own + 1, end),
      });
    }
    start = end + 1;
  }
}

interface Pair {
  start: number;
  equals: number;
  end: number;
  oddName: boolean;
  oddValue: boolean;
}

function addPair(list: FieldList, input: Urlencoded, pair: Pair): void {
  const nameEnd = pair.equals < 0 ? pair.end : pair.equals;
  const rawName = input.text.slice(pair.start, nameEnd);
  const name = pair.oddName ? percentDecode(rawName, input.charset) : null;
  const shownName = name ? name.text : rawName;
  if (isFull(list) && !wants(list, shownName)) {
    list.total++;
    return;
  }
  if (pair.equals < 0) {
    const field = plainField(shownName, null, input.source);
    field.flags.push('no-equals');
    addField(list, field);
    if (name) noteOddities(list, field, name, { input, start: pair.start });
    return;
  }
  const start = pair.equals + 1;
  const rawValue = input.text.slice(start, pair.end);
  const value = pair.oddValue ? percentDecode(rawValue, input.charset) : null;
  const field = plainField(shownName, value ? value.text : rawValue, input.source);
  field.range = { start, end: pair.end };
  addField(list, field);
  if (name) noteOddities(list, field, name, { input, start: pair.start });
  if (value) {
    field.otherReading = value.other;
    noteOddities(list, field, value, { input, start });
    if (wantsPlus.test(value.text) && rawValue.includes('+')) note(list, { field, code: 'plus-lost', detail: '' });
  }
}

/** Where a blank makes no sense and a plus does: before a number in international form, and before the zone of a time. */
const wantsPlus = /^(?: [1-9][0-9]{6,14}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.,]{4,16} [0-9]{2}:?[0-9]{2})$/;

function noteOddities(list: FieldList, field: Field, piece: Decoded, from: { input: Urlencoded; start: number }): void {
  if (!piece.utf8) note(list, { field, code: 'invalid-utf8', detail: from.input.charset?.label ?? '' });
  if (piece.badEscapeAt >= 0) {
    note(list, { field, code: 'invalid-escape', detail: String(from.start + piece.badEscapeAt) });
  }
  if (piece.doubled) note(list, { field, code: 'double-encoding', detail: '' });
  if (piece.unescaped) note(list, { field, code: 'unescaped-non-ascii', detail: '' });
}
