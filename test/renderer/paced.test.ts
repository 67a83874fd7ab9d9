import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced } from '../../renderer/ui/paced.ts';

describe('paced', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const start = () => {
    const handed: number[] = [];
    return { handed, pace: paced<number>(200, (value) => handed.push(value)) };
  };

  it('hands a value on at once when none came shortly before', () => {
    const { handed, pace } = start();
    pace.tell(1);
    expect(handed).toEqual([1]);
    vi.advanceTimersByTime(200);
    pace.tell(2);
    expect(handed).toEqual([1, 2]);
  });

  it('hands on the newest of those that come too soon, once, when their time has come', () => {
    const { handed, pace } = start();
    for (const value of [1, 2, 3]) pace.tell(value);
    vi.advanceTimersByTime(199);
    expect(handed).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(handed).toEqual([1, 3]);
    vi.advanceTimersByTime(1000);
    expect(handed).toEqual([1, 3]);
  });

  it('hands one on in each stretch of time while values pour in, and the last one in the end', () => {
    const { handed, pace } = start();
    for (let value = 1; value <= 100; value++) {
      pace.tell(value);
      vi.advanceTimersByTime(10);
    }
    expect(handed).toEqual([1, 20, 40, 60, 80, 100]);
    vi.advanceTimersByTime(1000);
    expect(handed).toHaveLength(6);
  });

  it('waits after a value that itself had to wait', () => {
    const { handed, pace } = start();
    pace.tell(1);
    pace.tell(2);
    vi.advanceTimersByTime(200);
    pace.tell(3);
    expect(handed).toEqual([1, 2]);
    vi.advanceTimersByTime(200);
    expect(handed).toEqual([1, 2, 3]);
  });

  it('forgets the value that waits when it is told to, and hands on what comes later', () => {
    const { handed, pace } = start();
    pace.tell(1);
    pace.tell(2);
    pace.drop();
    vi.advanceTimersByTime(400);
    expect(handed).toEqual([1]);
    pace.tell(3);
    expect(handed).toEqual([1, 3]);
  });
});
