import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryPace } from '../../renderer/inbox/retry-pace.ts';

describe('the pace of what failed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Stands for a list that asks whenever it may, of an app that never answers. */
  const start = () => {
    let asked = 0;
    const pace = createRetryPace((resting) => {
      if (resting) return;
      asked++;
      pace.failed();
    });
    pace.failed();
    return { pace, asked: () => asked };
  };

  it('rests longer after each failure, and then asks no more', () => {
    const { asked } = start();
    vi.advanceTimersByTime(1999);
    expect(asked()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(9999);
    expect(asked()).toBe(1);
    vi.advanceTimersByTime(3_600_000);
    expect(asked()).toBe(3);
  });

  it('begins anew when it may be different now, and after what worked', () => {
    const { pace, asked } = start();
    vi.advanceTimersByTime(3_600_000);
    pace.renew();
    expect(asked()).toBe(4);
    vi.advanceTimersByTime(2000);
    expect(asked()).toBe(5);
    pace.worked();
    pace.failed();
    vi.advanceTimersByTime(2000);
    expect(asked()).toBe(6);
  });

  it('ends with its list', () => {
    const { pace, asked } = start();
    pace.stop();
    vi.advanceTimersByTime(3_600_000);
    expect(asked()).toBe(0);
  });
});
