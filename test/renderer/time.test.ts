import { describe, expect, it } from 'vitest';
import { clockParts, duration, fullTime, otherTime, sameDay, utcTime } from '../../renderer/ui/time.ts';

// Built from local parts, so that the tests hold in every zone.
const at = new Date(2026, 10, 21, 9, 5, 7, 42);
const iso = at.toISOString();

describe('clockParts', () => {
  it('leaves the day out for today', () => {
    expect(clockParts(iso, new Date(2026, 10, 21, 23, 59))).toEqual({ day: null, seconds: '09:05:07', millis: '.042' });
  });

  it('names the day for another day, and the year for another year', () => {
    expect(clockParts(iso, new Date(2026, 10, 22)).day).toBe('21 Nov');
    expect(clockParts(iso, new Date(2027, 10, 21)).day).toBe('21 Nov 2026');
  });
});

it('writes the full time in the local zone and in UTC', () => {
  expect(fullTime(iso)).toBe('21 Nov 2026, 09:05:07.042');
  expect(utcTime('2026-11-21T16:02:11.482Z')).toBe('2026-11-21 16:02:11.482 UTC');
});

describe('in UTC', () => {
  const late = '2026-11-21T23:59:59.999Z';

  it('tells days apart as they begin there', () => {
    expect(clockParts(late, new Date('2026-11-21T00:00:00Z'), 'utc')).toEqual({
      day: null,
      seconds: '23:59:59',
      millis: '.999',
    });
    expect(clockParts(late, new Date('2026-11-22T00:00:00Z'), 'utc').day).toBe('21 Nov');
    expect(sameDay(new Date(late), new Date('2026-11-22T00:00:00Z'), 'utc')).toBe(false);
    expect(fullTime(late, 'utc')).toBe('21 Nov 2026, 23:59:59.999');
  });

  it('has the local time on hover, and the other way round', () => {
    expect(otherTime(iso, 'utc')).toBe('21 Nov 2026, 09:05:07.042 local time');
    expect(otherTime(iso, 'local')).toBe(utcTime(iso));
  });
});

it.each([
  [0.04, '0 ms'],
  [4.24, '4.2 ms'],
  [182.4, '182 ms'],
  [1350, '1.35 s'],
  [125_000, '2 min 5 s'],
  [7_380_000, '2 h 3 min'],
])('writes %d ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
