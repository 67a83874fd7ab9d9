import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from '../../main/replay/on-abort.ts';

test('everybody is called once when it is aborted, but for those who left; all share one listener', () => {
  const stopping = new AbortController();
  const called: string[] = [];
  const leave = onAbort(stopping.signal, () => called.push('gone'));
  onAbort(stopping.signal, () => called.push('first'));
  onAbort(stopping.signal, () => called.push('second'));
  expect(getEventListeners(stopping.signal, 'abort')).toHaveLength(1);
  leave();
  stopping.abort();
  expect(called).toEqual(['first', 'second']);
});
