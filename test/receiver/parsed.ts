import { channel } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';

/** Requests that node:http parsed since; it tells of each. */
export function countParsed(): { readonly parsed: number } {
  const seen = { parsed: 0 };
  const count = () => void seen.parsed++;
  const started = channel('http.server.request.start');
  started.subscribe(count);
  onTestFinished(() => void started.unsubscribe(count));
  return seen;
}
