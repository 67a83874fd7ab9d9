import { openStore } from '../main/store/store.ts';
import type { Store } from '../main/store/types.ts';
import { type Case, type Measured, measure } from './measure.ts';
import { phoneOf, sample, wordOf } from './posts.ts';

const buckets = 60;

/** The same through the threads that read in the app: alone, and while the numbers of a busy screen are asked for all the time. */
export async function throughThreads(folder: string, posts: number, rounds: number): Promise<Measured[]> {
  const store = await openStore({ folder, onFault: (message) => console.error(message) });
  const list: Measured[] = [];
  const ask = async (query: string, before?: number) =>
    (await store.list({ query, limit: 100, before: before === undefined ? undefined : String(before) })).posts.length;
  const cases = (end: string): Case[] => [
    { name: `page: the newest 100${end}`, limitMs: null, run: () => ask('') },
    {
      name: `page: any 100${end}`,
      limitMs: null,
      run: (i) => ask('', 101 + ((i * 7_368_787) % (posts - 200))),
    },
    {
      name: `search phone${end}`,
      limitMs: null,
      run: (i) => ask(`phone:${phoneOf((i * 7919) % sample.phones)}`),
    },
    { name: `search word${end}`, limitMs: null, run: (i) => ask(wordOf((i * 173) % sample.words)) },
  ];
  try {
    for (const one of cases(', thread')) list.push(await measure(one, rounds));
    const busy = keepCounting(store);
    for (const one of cases(', numbers asked')) list.push(await measure(one, rounds));
    await busy.stop();
    for (const query of ['kind:status', wordOf(0)]) list.push(await filled(store, query));
  } finally {
    await store.close();
  }
  return list;
}

/** How long it takes until facets are whole that take too long for one answer, asked for again and again as a screen does. */
async function filled(store: Store, query: string): Promise<Measured> {
  const began = performance.now();
  let runs = 0;
  for (;;) {
    runs++;
    const { counted, exact } = await store.facets(query);
    const ms = performance.now() - began;
    const name = `facets of ${query}, until they are whole`;
    if (exact) return { name, p50: ms, p95: ms, limitMs: null, found: `of ${counted}`, runs };
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Asks for the count, the facets, the histogram and the conversations of one query after the other. */
function keepCounting(store: Store): { stop(): Promise<void> } {
  let isOver = false;
  const done = (async () => {
    for (let i = 0; !isOver; i++) {
      const query = wordOf(i % 20);
      await Promise.all([
        store.count(query),
        store.facets(query),
        store.histogram({ query, buckets }),
        store.conversations({ prefix: '', limit: 100 }),
      ]);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await done;
    },
  };
}
