import type { Outage } from '../../contract/index.ts';
import { clockParts, duration } from '../ui/time.ts';

/** `10:03:05–10:03:41`, or `since 10:03:05` while it lasts; days are named where they are not today's or differ. */
export function outageSpan(outage: Pick<Outage, 'from' | 'to'>, now: Date): string {
  const from = withDay(clockParts(outage.from, now));
  if (outage.to === null) return `since ${from}`;
  return `${from}–${withDay(clockParts(outage.to, new Date(outage.from)))}`;
}

/** `36 s`: to the second, unless it was shorter than one. Null while it lasts. */
export function outageLasted(outage: Pick<Outage, 'from' | 'to'>): string | null {
  return outage.to === null ? null : roughly(Date.parse(outage.to) - Date.parse(outage.from));
}

/** A duration to the second: digits after the point would only flicker. Milliseconds. */
export function roughly(ms: number): string {
  return duration(ms < 1000 ? Math.max(0, ms) : Math.round(ms / 1000) * 1000);
}

/** Seconds until a time, never below zero. */
export function secondsUntil(iso: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - now) / 1000));
}

function withDay({ day, seconds }: { day: string | null; seconds: string }): string {
  return day ? `${day} ${seconds}` : seconds;
}
