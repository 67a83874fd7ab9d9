import { parseQuery } from '../../contract/index.ts';
import { shownZone, type Zone } from '../ui/time.ts';

/** A stretch of time in milliseconds since 1970, open where null: `after` is inclusive, `before` exclusive. */
export interface DateRange {
  after: number | null;
  before: number | null;
}

const minute = 60_000;
const hour = 60 * minute;
const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** The stretch of time that a query asks for. What it excludes (`-after:`) counts as the other end. */
export function dateRangeOf(query: string): DateRange {
  const range: DateRange = { after: null, before: null };
  const parsed = parseQuery(query);
  if (!parsed.ok) return range;
  for (const term of parsed.terms) {
    if (term.type !== 'after' && term.type !== 'before') continue;
    if ((term.type === 'after') !== term.negated) range.after = Math.max(range.after ?? term.time, term.time);
    else range.before = Math.min(range.before ?? term.time, term.time);
  }
  return range;
}

/** A time as `after:` and `before:` take it, in the zone that is shown and as short as it can be. */
export function queryTime(time: number, zone: Zone = shownZone()): string {
  const at = new Date(time);
  if (zone === 'utc') return at.toISOString().replace(/(:00)?\.000Z$/, 'Z');
  const day = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  const millis = at.getMilliseconds() === 0 ? '' : `.${pad(at.getMilliseconds(), 3)}`;
  const rest = at.getSeconds() === 0 && millis === '' ? '' : `:${pad(at.getSeconds())}${millis}`;
  const local = `${day}T${clock}${rest}`;
  // An hour that a clock shows twice a year needs its zone.
  if (Date.parse(local) !== time) return at.toISOString();
  return clock === '00:00' && rest === '' ? day : local;
}

export const presetNames = ['minutes', 'hour', 'today', 'yesterday', 'week'] as const;
export type PresetName = (typeof presetNames)[number];

/** What a preset means at a moment. The last minutes are counted back from the full second, so that they stay short to read. */
export function presetRange(name: PresetName, now: number, zone: Zone = shownZone()): DateRange {
  const dayStart = (days: number) => startOfDay(now, days, zone);
  const second = Math.floor(now / 1000) * 1000;
  switch (name) {
    case 'minutes':
      return { after: second - 15 * minute, before: null };
    case 'hour':
      return { after: second - hour, before: null };
    case 'today':
      return { after: dayStart(0), before: null };
    case 'yesterday':
      return { after: dayStart(-1), before: dayStart(0) };
    case 'week':
      return { after: dayStart(-6), before: null };
  }
}

/** The terms for a range. */
export function rangeTerms(range: DateRange): { after: string | null; before: string | null } {
  return {
    after: range.after === null ? null : queryTime(range.after),
    before: range.before === null ? null : queryTime(range.before),
  };
}

/** What an `input type=datetime-local` takes: a time to the minute, without its zone, which is the one that is shown. */
export function inputTime(time: number | null, zone: Zone = shownZone()): string {
  if (time === null) return '';
  const at = new Date(time);
  if (zone === 'utc') return at.toISOString().slice(0, 16);
  const day = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The time that such an input holds; null when it holds none. */
export function timeOfInput(typed: string, zone: Zone = shownZone()): number | null {
  const time = Date.parse(zone === 'utc' ? `${typed}Z` : typed);
  return Number.isNaN(time) ? null : time;
}

/** Days have 23 or 25 hours now and then; the calendar knows. */
function startOfDay(now: number, days: number, zone: Zone): number {
  const at = new Date(now);
  if (zone === 'utc') return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + days);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime();
}
