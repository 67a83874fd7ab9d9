import { request } from 'node:http';
import type { FeedEvent } from '../../contract/index.ts';
import type { TestApp } from '../helpers/app.ts';

const limitMs = 10_000;

/** A reader of the live feed over HTTP. */
export interface FeedReader extends Disposable {
  events: FeedEvent[];
  /** Resolves with the first event of a type, past or future, that fits. Fails after 10 s. */
  event<T extends FeedEvent['type']>(
    type: T,
    fits?: (event: Extract<FeedEvent, { type: T }>) => boolean,
  ): Promise<Extract<FeedEvent, { type: T }>>;
  /** Resolves once the server has ended the stream. */
  ended: Promise<void>;
}

/** Opens `GET /api/events` and resolves once the server has answered. */
export async function readFeed(world: Pick<TestApp, 'inspector' | 'token'>): Promise<FeedReader> {
  const events: FeedEvent[] = [];
  const lookers = new Set<() => void>();
  const over = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const outgoing = request(`${world.inspector}/api/events`, {
    headers: { authorization: `Bearer ${world.token}`, accept: 'text/event-stream' },
    agent: false,
  });
  outgoing.on('error', (error) => {
    started.reject(error);
    over.resolve();
  });
  outgoing.on('response', (response) => {
    const type = response.headers['content-type'];
    if (type !== 'text/event-stream') started.reject(new Error(`The feed is ${type}.`));
    started.resolve();
    let text = '';
    response.setEncoding('utf8');
    response.on('error', () => {});
    response.on('close', () => over.resolve());
    response.on('data', (piece: string) => {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined && /^event: message$/m.test(block)) events.push(JSON.parse(data) as FeedEvent);
      }
      for (const look of lookers) look();
    });
  });
  outgoing.end();
  await started.promise;
  return {
    events,
    event(type, fits = () => true) {
      type Wanted = Extract<FeedEvent, { type: typeof type }>;
      const { promise, resolve, reject } = Promise.withResolvers<Wanted>();
      const look = () => {
        const found = events.find((one): one is Wanted => one.type === type && fits(one as Wanted));
        if (found) resolve(found);
      };
      const late = () => reject(new Error(`No such "${type}" event came. These did: ${JSON.stringify(events)}`));
      const timer = setTimeout(late, limitMs);
      lookers.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        lookers.delete(look);
      });
    },
    ended: over.promise,
    [Symbol.dispose]: () => void outgoing.destroy(),
  };
}
