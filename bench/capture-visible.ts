import { sendSteadily } from './inspector-load.ts';
import type { TaplineProcess } from './tapline-process.ts';

export interface Visible {
  sent: number;
  seen: number;
  /** Milliseconds from sending to the event that tells of the post. */
  p50: number;
  p95: number;
}

/** How long a post takes from the sender to a view that follows the live feed over HTTP. */
export async function measureVisible(
  tapline: TaplineProcess,
  load: { perSecond: number; seconds: number },
): Promise<Visible> {
  const times: number[] = [];
  const watching = await watchFeed(tapline, (excerpt) => {
    const sentAt = /sent(\d{13})/.exec(excerpt)?.[1];
    if (sentAt) times.push(Date.now() - Number(sentAt));
  });
  const { answered } = await sendSteadily({ receiver: tapline.receiver, ...load });
  const deadline = performance.now() + 2000;
  while (times.length < answered && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
  await watching.stop();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { sent: answered, seen: times.length, p50: at(0.5), p95: at(0.95) };
}

/**
 * Follows the live feed as a view does.
 * @param onPost gets the excerpt of each post that is told
 */
export async function watchFeed(
  { api, token }: Pick<TaplineProcess, 'api' | 'token'>,
  onPost: (excerpt: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const controller = new AbortController();
  const response = await fetch(`${api}/events`, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
    signal: controller.signal,
  });
  if (!response.ok || !response.body) throw new Error(`The live feed answers ${response.status}.`);
  const following = follow(response.body, onPost).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return {
    async stop() {
      controller.abort();
      await following;
    },
  };
}

async function follow(body: ReadableStream<Uint8Array>, onPost: (excerpt: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const event = JSON.parse(line.slice('data: '.length)) as { type: string; posts?: { excerpt: string | null }[] };
      if (event.type === 'posts') for (const post of event.posts ?? []) onPost(post.excerpt ?? '');
    }
  }
}
