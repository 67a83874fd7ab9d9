import { readFileSync } from 'node:fs';

/**
 * Loaded with `--import` before the app: its clock, in every thread, is the real one plus the milliseconds that stand in
 * the file of TAPLINE_TEST_CLOCK. What counts time that passes (performance.now, timers) is left alone, as setting a clock
 * leaves it alone.
 */
const file = process.env.TAPLINE_TEST_CLOCK;
const RealDate = Date;
const offset = () => (file === undefined ? 0 : Number(readFileSync(file, 'utf8')));

class ShiftedDate extends RealDate {
  constructor(...parts: [] | [string | number | Date]) {
    super(...((parts.length === 0 ? [ShiftedDate.now()] : parts) as [number]));
  }

  static override now(): number {
    return RealDate.now() + offset();
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
