import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHealth } from '../../main/store/health.ts';
import { ThreadError } from '../../main/store/thread.ts';

const full = new ThreadError('SqliteError', 'database or disk is full', 'SQLITE_FULL');

/** A disk that is full until a test says otherwise. */
function fullDisk() {
  const disk = { isFull: true, trials: 0, told: [] as (string | null)[] };
  const health = createHealth({
    report: (problem) => disk.told.push(problem),
    async tryAgain() {
      disk.trials++;
      if (disk.isFull) throw full;
    },
  });
  return Object.assign(disk, { health });
}

describe('the alarm about the disk', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('is told once, and ends by itself when the disk takes writes again', async () => {
    const disk = fullDisk();
    const error = disk.health.failed(full);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', message: expect.stringMatching(/^The disk is full\./) });
    disk.health.failed(full);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disk.told).toEqual([error.message]);
    expect(disk.trials).toBe(5);
    disk.isFull = false;
    await vi.advanceTimersByTimeAsync(2000);
    expect(disk.told).toEqual([error.message, null]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disk.trials).toBe(6);
  });

  test('stays while a post finds room now and then, and others do not', async () => {
    const disk = fullDisk();
    for (let i = 0; i < 1000; i++) {
      disk.health.failed(full);
      disk.health.worked();
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(disk.told).toHaveLength(1);
    // However many find room, it is tried a few times a second.
    expect(disk.trials).toBeGreaterThan(2);
    expect(disk.trials).toBeLessThan(5);
  });

  test('ends soon after a post was stored, when there is room for others too', async () => {
    const disk = fullDisk();
    disk.health.failed(full);
    disk.isFull = false;
    disk.health.worked();
    await vi.advanceTimersByTimeAsync(250);
    expect(disk.told).toEqual([expect.any(String), null]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disk.trials).toBe(1);
  });

  test('says and tries nothing once it is closed', async () => {
    const disk = fullDisk();
    disk.health.failed(full);
    disk.health.close();
    disk.isFull = false;
    disk.health.worked();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(disk.trials).toBe(0);
    expect(disk.told).toHaveLength(1);
  });
});
