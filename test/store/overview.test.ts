import { describe, expect, test } from 'vitest';
import { seeded } from '../../bench/random.ts';
import { facetNames } from '../../contract/index.ts';
import { limits } from '../../main/limits.ts';
import { createDecoder } from '../../main/store/decoding.ts';
import { createSearch } from '../../main/store/search.ts';
import { planSearch } from '../../main/store/search-plan.ts';
import { createTail } from '../../main/store/tail.ts';
import { createTailTrial } from '../../main/store/tail-trial.ts';
import { createTerms } from '../../main/store/terms.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { captured, type Engine, lookInto, openEngine, tempFolder } from '../helpers/store.ts';
import { asLines, facetLines, modelCounts, modelTalks, storedTalks } from './overview-model.ts';
import { type ModelPost, modelPost, searchModel } from './search-model.ts';

const start = Date.UTC(2026, 10, 1, 12);
const values = {
  phone: ['13125550142', '3125550142', '+1 (312) 555-0199', '445550100', '12345', 'ANON', 'anon'],
  code: ['12345', '54321', '54399'],
  keyword: ['JOIN', 'join', 'Stop', 'x'.repeat(60)],
  status: ['sent', 'Sent', 'failed'],
  ticket: ['99182', '9918', 'T-1', 't-1', `${'t'.repeat(60)}1`, `${'t'.repeat(60)}2`],
};

/** A folder of posts with few different values, and what a straightforward reader would say of them. */
function world(engine: Pick<Engine, 'add' | 'remove'>) {
  const random = seeded(7);
  const model: ModelPost[] = [];
  const choose = <Value>(list: readonly Value[]) => list[Math.floor(random() * list.length)] as Value;
  let n = 0;
  const post = (): CapturedPost => {
    n++;
    const isStatus = random() < 0.4;
    const fields: Record<string, string> = { n: `${n}` };
    const give = (name: string, list: readonly string[]) => {
      if (random() < 0.8) fields[name] = choose(list);
    };
    give(isStatus ? 'sendTo' : 'phone', values.phone);
    give('code', values.code);
    give(isStatus ? 'status' : 'keyword', isStatus ? values.status : values.keyword);
    give(isStatus ? 'ticket' : 'custom_ticket', values.ticket);
    return captured({
      target: isStatus ? '/status' : choose(['/callback', '/callback', '/elsewhere']),
      method: choose(['POST', 'POST', 'GET']),
      responseStatus: choose([200, 503, null]),
      receivedAt: start + n * 7001,
      body: Buffer.from(new URLSearchParams(fields).toString()),
    });
  };
  return {
    model,
    add(count: number) {
      const posts = Array.from({ length: count }, post);
      for (const [i, id] of engine.add(...posts).entries()) model.push(modelPost(id, posts[i] as CapturedPost));
    },
    remove(isGone: (id: number) => boolean) {
      const gone = model.filter(({ id }) => isGone(id)).map(({ id }) => id);
      engine.remove(gone);
      model.splice(0, model.length, ...model.filter(({ id }) => !isGone(id)));
    },
  };
}

/** Everything that is counted, against the model. */
function compare(engine: Engine, model: readonly ModelPost[]): void {
  const { reader } = engine;
  for (const query of [
    '',
    'kind:status',
    '-keyword:join phone:312',
    'code:543*',
    'is:unread',
    'status:SENT',
    `keyword:${'x'.repeat(60)}`,
    'finding:missing-field',
  ]) {
    const matching = new Set(searchModel(model, query));
    const posts = model.filter(({ id }) => matching.has(id));
    if (query !== '') expect(reader.count(query), query).toEqual({ count: posts.length, exact: true });
    const facets = reader.facets(query);
    expect([facets.counted, facets.exact], query).toEqual([posts.length, true]);
    for (const name of facetNames)
      expect(facetLines(facets, name), `${query} ${name}`).toEqual(modelCounts(posts, name));
    const { counts, from, bucketMs, exact } = reader.histogram({ query, buckets: 9, now: start + 3_600_000 });
    const expected = counts.map(() => 0);
    for (const { post } of posts) {
      const at = Math.floor((post.receivedAt - from) / bucketMs);
      expected[at] = (expected[at] ?? 0) + 1;
    }
    expect([exact, counts], query).toEqual([true, expected]);
  }
  for (const filter of ['code', 'keyword', 'status', 'method', 'response', 'finding', 'ticket'] as const) {
    for (const prefix of ['', '9', 'T', 's', 'missing'])
      expect(asLines(reader.values({ filter, prefix, limit: 50 })), `${filter} ${prefix}`).toEqual(
        modelCounts(model, filter, prefix),
      );
  }
  for (const prefix of ['', '312', '1312', '1', 'an', '543', '44', 'zz']) {
    const talks = modelTalks(model, prefix);
    for (const page of [100, 2]) {
      const stored = storedTalks(engine, page, prefix);
      // A country code is remembered when the post that had it is gone.
      const late = stored.filter(({ last }) => !talks.some((talk) => talk.last === last));
      for (const { phone } of late) expect(`1${phone.replace(/\D/g, '')}`, prefix).toMatch(new RegExp(`^${prefix}`));
      expect(
        stored.filter((talk) => !late.includes(talk)),
        `conversations ${prefix} by ${page}`,
      ).toEqual(talks);
    }
  }
  for (const prefix of ['', '312', '44', 'an']) {
    const perPhone = new Map<string, number>();
    for (const { phone, posts } of modelTalks(model, prefix)) {
      const core = phone.replace(/\D/g, '').slice(-10) || phone.toLowerCase();
      perPhone.set(core, (perPhone.get(core) ?? 0) + posts);
    }
    const listed = reader.values({ filter: 'phone', prefix, limit: 50 }).map(({ count }) => count);
    expect(listed, `numbers ${prefix}`).toEqual([...perPhone.values()].sort((a, b) => b - a));
  }
}

describe('counters, conversations and completions', () => {
  test('are the same before, while and after posts are indexed, and after some are removed', () => {
    using folder = tempFolder();
    using engine = openEngine(folder.file);
    const { model, add, remove } = world(engine);
    compare(engine, model);
    add(40);
    compare(engine, model);
    engine.index();
    compare(engine, model);
    add(30);
    compare(engine, model);
    remove((id) => id % 5 === 0 || id === 70 || id === 1);
    compare(engine, model);
    engine.index();
    remove((id) => id > 50 && id % 2 === 0);
    compare(engine, model);
    add(5);
    remove((id) => id < 60);
    compare(engine, model);
    engine.index();
    remove(() => true);
    compare(engine, model);
    while (engine.writer.tidy(true));
    const tables = ['value_counts', 'conversations', 'post_findings', 'conversations_due', 'texts_due'];
    const left = tables.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ');
    expect(engine.db.prepare(`SELECT ${left}`).pluck().get()).toBe(0);
  });

  test('are right while what removals left is done bit by bit, over restarts', () => {
    using folder = tempFolder();
    let engine = openEngine(folder.file);
    try {
      const { model, add, remove } = world({
        add: (...posts: CapturedPost[]) => engine.add(...posts),
        remove: (ids: number[]) => engine.remove(ids),
      });
      const due = () => engine.db.prepare('SELECT count(*) FROM texts_due').pluck().get() as number;
      const random = seeded(11);
      const dueTalks = () => engine.db.prepare('SELECT count(*) FROM conversations_due').pluck().get() as number;
      const seen = { some: 0, none: 0, less: 0 };
      for (let round = 0; round < 60; round++) {
        add(Math.floor(random() * 14));
        if (random() < 0.8) engine.index();
        // As retention takes them, or here and there; sometimes all.
        const oldest = (model[0]?.id ?? 0) + random() * 20;
        const [every, first] = [2 + Math.floor(random() * 6), Math.floor(random() * 6)];
        if (random() < 0.6) remove((id) => id < oldest);
        else remove((id) => id % every === first);
        if (random() < 0.1) remove(() => true);
        const before = due();
        for (let steps = Math.floor(random() * 5); steps > 0; steps--) {
          const isDone = !engine.writer.tidy(true);
          if (isDone) expect(dueTalks()).toBe(0);
        }
        const after = due();
        seen[after === 0 ? 'none' : after < before ? 'less' : 'some']++;
        if (random() < 0.15) {
          engine[Symbol.dispose]();
          engine = openEngine(folder.file);
        }
        compare(engine, model);
      }
      for (const times of Object.values(seen)) expect(times).toBeGreaterThan(3);
      remove((id) => id % 2 === 0);
      engine.writer.tidy(true);
      expect(due()).toBeGreaterThan(0);
      engine[Symbol.dispose]();
      engine = openEngine(folder.file);
      while (engine.writer.tidy(true));
      compare(engine, model);
      expect(due()).toBe(0);
      const number = 'SELECT sum(posts) FROM conversations UNION ALL SELECT count(*) FROM conversations_due';
      const withPhone = modelTalks(model).reduce((sum, { posts }) => sum + posts, 0);
      expect(engine.db.prepare(number).pluck().all()).toEqual([withPhone, 0]);
    } finally {
      engine[Symbol.dispose]();
    }
  });
});

test('counters go on where they were when the app was killed', () => {
  using folder = tempFolder();
  let world1: ReturnType<typeof world>;
  {
    using engine = openEngine(folder.file);
    world1 = world(engine);
    world1.add(300);
    engine.index(1);
  }
  using engine = openEngine(folder.file);
  expect(engine.writer.indexer).toMatchObject({ watermark: 250, counted: 250 });
  compare(engine, world1.model);
  engine.index();
  expect(engine.writer.indexer).toMatchObject({ watermark: 300, counted: 300 });
  compare(engine, world1.model);
});

test('an older database is counted in the background, and right meanwhile', () => {
  using folder = tempFolder();
  let model: ModelPost[];
  {
    using engine = openEngine(folder.file);
    const made = world(engine);
    made.add(300);
    engine.index();
    model = made.model;
    // What step 2 brought is taken out again, and what reads it.
    engine.db.exec(`DROP VIEW live_conversations; DROP TABLE conversations_due; DROP TABLE texts_due; DROP TABLE value_counts; DROP TABLE conversations; DROP TABLE post_findings;
      ALTER TABLE status_labels DROP COLUMN meaning; UPDATE minutes SET posts = 7;
      DELETE FROM app_values WHERE name = 'count-watermark'; DELETE FROM migrations WHERE number IN (2, 7); PRAGMA user_version = 1`);
  }
  using engine = openEngine(folder.file);
  expect(engine.writer.indexer).toMatchObject({ watermark: 300, counted: 0 });
  compare(engine, model);
  const late = captured({ receivedAt: start + 3_000_000, target: '/elsewhere', body: Buffer.from('late') });
  const [id] = engine.add(late) as [number];
  model.push(modelPost(id, late));
  // New posts are indexed first; then the old ones are counted.
  engine.index(2);
  expect(engine.writer.indexer).toMatchObject({ watermark: 301, counted: 250 });
  compare(engine, model);
  engine.remove([1, 2, 299]);
  model = model.filter((one) => ![1, 2, 299].includes(one.id));
  compare(engine, model);
  engine.index();
  expect(engine.writer.indexer.counted).toBe(301);
  compare(engine, model);
});

test('the time for counting is bounded, and a lower bound says so', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  engine.add(...Array.from({ length: 50 }, (_, i) => captured({ receivedAt: start + i })));
  using db = lookInto(folder.file);
  const decode = createDecoder(
    () => ({ endpoints: [], maskedNames: [] }),
    () => {},
  );
  const parts = { terms: createTerms(db), tail: createTail(db, decode), trial: createTailTrial(db, decode) };
  const search = createSearch({ db, ...parts });
  for (const query of ['is:unread', 'join', 'phone:1']) {
    const plan = planSearch(query);
    expect(search.count(plan, () => true)).toEqual({ count: 0, exact: false });
    let visited = 0;
    const visit = () => {
      visited++;
    };
    expect(search.scan({ plan, columns: 'p.id', visit, isOver: () => visited === 20 })).toBe(false);
    expect(visited).toBe(20);
  }
});

test('bounds of counting', () => {
  expect(limits.store).toMatchObject({
    countMs: 30,
    facetValues: 20,
    completedValues: 2000,
    gatheredConversations: 20_000,
    histogramFinestMs: 60_000,
    gatheredPosts: 10_000,
    visitedPosts: 3000,
  });
});
