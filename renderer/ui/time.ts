/** Times come as ISO 8601 in UTC with milliseconds; views show the zone that the settings name, the other one on hover. */

export type Zone = 'local' | 'utc';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface ClockParts {
  /** `21 Nov` when the day is not today's, with the year when that differs too; else null. */
  day: string | null;
  /** `10:02:11` */
  seconds: string;
  /** `.482` */
  millis: string;
}

/** The zone that times are shown in. Like the colours it is a look of the whole page, so the page's root carries it. */
export function shownZone(): Zone {
  return globalThis.document?.documentElement.dataset.zone === 'utc' ? 'utc' : 'local';
}

/** Shows times in a zone from now on; what is on screen has to be drawn again. */
export function showZone(zone: Zone): void {
  document.documentElement.dataset.zone = zone;
}

/** Splits a time for the list: the day only where it says something, milliseconds apart so that they can recede. */
export function clockParts(iso: string, now: Date, zone = shownZone()): ClockParts {
  const at = partsOf(new Date(iso), zone);
  const today = partsOf(now, zone);
  const sameYear = at.year === today.year;
  const sameDay = sameYear && at.month === today.month && at.date === today.date;
  return {
    day: sameDay ? null : `${at.date} ${months[at.month]}${sameYear ? '' : ` ${at.year}`}`,
    seconds: `${pad(at.hours)}:${pad(at.minutes)}:${pad(at.seconds)}`,
    millis: `.${pad(at.millis, 3)}`,
  };
}

/** Tells whether two times are of one day. */
export function sameDay(a: Date, b: Date, zone = shownZone()): boolean {
  const [one, other] = [partsOf(a, zone), partsOf(b, zone)];
  return one.date === other.date && one.month === other.month && one.year === other.year;
}

/** `21 Nov 2026, 10:02:11.482` in the zone that is shown. */
export function fullTime(iso: string, zone = shownZone()): string {
  const at = partsOf(new Date(iso), zone);
  const { seconds, millis } = clockParts(iso, new Date(iso), zone);
  return `${at.date} ${months[at.month]} ${at.year}, ${seconds}${millis}`;
}

/** `2026-11-21 16:02:11.482 UTC` */
export function utcTime(iso: string): string {
  return `${iso.replace('T', ' ').replace('Z', '')} UTC`;
}

/** The time in the zone that is not shown, for the tooltip: in UTC, or `21 Nov 2026, 10:02:11.482 local time`. */
export function otherTime(iso: string, zone = shownZone()): string {
  return zone === 'local' ? utcTime(iso) : `${fullTime(iso, 'local')} local time`;
}

/** `4.2 ms`, `182 ms`, `1.35 s`, `2 min 5 s` from milliseconds. */
export function duration(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 10) / 100} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function partsOf(at: Date, zone: Zone) {
  if (zone === 'utc') {
    return {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth(),
      date: at.getUTCDate(),
      hours: at.getUTCHours(),
      minutes: at.getUTCMinutes(),
      seconds: at.getUTCSeconds(),
      millis: at.getUTCMilliseconds(),
    };
  }
  return {
    year: at.getFullYear(),
    month: at.getMonth(),
    date: at.getDate(),
    hours: at.getHours(),
    minutes: at.getMinutes(),
    seconds: at.getSeconds(),
    millis: at.getMilliseconds(),
  };
}
