import { expect, test } from 'vitest';
import { createStorageAlarm } from '../../main/feed/storage-alarm.ts';
import { until } from '../helpers/store.ts';

test('the alarm stands from the first problem until it is gone, and counts refused posts', async () => {
  let told = 0;
  const alarm = createStorageAlarm(() => told++);
  expect(alarm.state()).toEqual({ ok: true, reason: null, since: null, refused: 0 });
  alarm.refused();
  expect(alarm.state().refused).toBe(0);
  alarm.report('The disk is full.');
  for (let i = 0; i < 3; i++) alarm.refused();
  expect(alarm.state()).toMatchObject({ ok: false, reason: 'The disk is full.', refused: 3 });
  expect(Date.parse(alarm.state().since ?? '')).toBeGreaterThan(Date.now() - 10_000);
  expect(told).toBe(1);
  await until('the number is told', () => told === 2);
  alarm.report(null);
  expect(alarm.state()).toEqual({ ok: true, reason: null, since: null, refused: 0 });
  expect(told).toBe(3);
});
