/** Times come as ISO 8601 in UTC with milliseconds; views show the local zone. */

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

/** Splits a time for the list: the day only where it says something, milliseconds apart so that they can recede. */
export function clockParts(iso: string, now: Date): ClockParts {
  const at = new Date(iso);
  const sameYear = at.getFullYear() === now.getFullYear();
  const sameDay = sameYear && at.getMonth() === now.getMonth() && at.getDate() === now.getDate();
  const day = `${at.getDate()} ${months[at.getMonth()]}${sameYear ? '' : ` ${at.getFullYear()}`}`;
  return {
    day: sameDay ? null : day,
    seconds: `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`,
    millis: `.${pad(at.getMilliseconds(), 3)}`,
  };
}

/** `21 Nov 2026, 10:02:11.482` in the local zone. */
export function fullTime(iso: string): string {
  const at = new Date(iso);
  const { seconds, millis } = clockParts(iso, at);
  return `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}, ${seconds}${millis}`;
}

/** `2026-11-21 16:02:11.482 UTC`, for the tooltip. */
export function utcTime(iso: string): string {
  return `${new Date(iso).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
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
