import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CapturedPost } from '../../main/store/types.ts';
import { captured, openEngine, tempFolder } from '../helpers/store.ts';
import { type ModelPost, modelPost, searchModel } from './search-model.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 1, 12);
const word = fc.constantFrom(
  ...['alpha', 'Beta', 'café', 'cafe', 'CAFÉ', 'naïve', 'a', 'ab', 'abc', 'OR', 'AND', 'NOT', 'NEAR', '42', '4242'],
  ...['x', 'ü', '☎', '☎ 42', '"', '*', '^', ':', '-', 'a-b', 'a*b', "it's", 'ж', '日本', 'keys', 'text', '{', 'a"b'],
);
const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));
const phone = fc.constantFrom('13125550142', '3125550142', '+1 (312) 555-0199', '445550100', '12345', 'ANON');
const long = 'long-ticket-that-shares-its-beginning-with-others-';
const ticket = fc.constantFrom('99182', '9918', 'T-1', 't-1', 'é', `${long}1`, `${long}2`, 'a b', '"q"');
const status = fc.constantFrom('sent', 'Sent', 'delivered', 'no such number');

const fields = fc.record(
  {
    phone,
    sendTo: phone,
    message: line,
    ticket,
    custom_ticket: ticket,
    status,
    keyword: word,
    code: fc.constantFrom('12345', '54321'),
  },
  { requiredKeys: [] },
);
const post: fc.Arbitrary<CapturedPost> = fc
  .record({
    fields,
    target: fc.constantFrom('/callback', '/status', '/callback/', '/elsewhere', '/a?x=alpha'),
    method: fc.constantFrom('POST', 'POST', 'GET', 'PUT'),
    at: fc.integer({ min: 0, max: 10 * minute }),
    responseStatus: fc.constantFrom(200, 200, 503, null),
    header: line,
  })
  .map(({ fields: named, target, method, at, responseStatus, header }) =>
    captured({
      target,
      method,
      responseStatus,
      receivedAt: start + at,
      rawHeaders: [
        'Content-Type',
        'application/x-www-form-urlencoded',
        'X-Note',
        Buffer.from(header).toString('latin1'),
      ],
      body: Buffer.from(new URLSearchParams(named as Record<string, string>).toString()),
    }),
  );

const quotable = (value: string) => (value.includes('"') ? null : `"${value}"`);
const time = fc.integer({ min: -minute, max: 11 * minute }).map((at) => new Date(start + at).toISOString());
const term = fc
  .oneof(
    word.filter((value) => !/^[a-z]+:/i.test(value) && !value.startsWith('"') && !value.startsWith('-')),
    line.map(quotable),
    fc.constantFrom('a*', 'al*', 'caf*', '4*', '42*', 'c*', '日*', '"alpha"', 'x-note', 'urlencoded'),
    phone.map((value) => quotable(value)).map((value) => `phone:${value}`),
    fc.constantFrom('phone:312', 'phone:1312', 'phone:12345', 'phone:312555*', 'phone:anon', '-phone:44'),
    ticket.filter((value) => !value.includes('"')).map((value) => `ticket:"${value}"`),
    fc.constantFrom('ticket:99*', 'ticket:T*', `ticket:${long}*`, `ticket:${long}3`, 'ticket:"99*"'),
    status.map((value) => `status:"${value}"`),
    fc.constantFrom(
      'kind:callback',
      'kind:status',
      'kind:other',
      'method:post',
      'method:g*',
      'code:12345',
      'keyword:alpha',
    ),
    fc.constantFrom('response:200', 'response:5*', 'finding:duplicate-post', 'finding:missing-field', 'finding:un*'),
    fc.constantFrom('is:unread', 'is:pinned', 'is:replayed', 'is:forwarded', 'id:3', 'id:999'),
    time.map((value) => `after:${value}`),
    time.map((value) => `before:${value}`),
  )
  .filter((value): value is string => value !== null && value !== 'phone:null');
const query = fc
  .array(fc.tuple(fc.boolean(), fc.boolean(), term), { minLength: 1, maxLength: 4 })
  .map((list) => list.map(([a, b, value]) => (a && b && !value.startsWith('-') ? `-${value}` : value)).join(' '));

/** How much of the posts the index has when they are searched. */
const states = { nothing: 0, half: 0.5, everything: 1 };

describe.each(Object.entries(states))('with %s indexed', (_name, share) => {
  test('a search finds what a straightforward filter finds', () => {
    fc.assert(
      fc.property(
        fc.array(post, { minLength: 1, maxLength: 40 }),
        fc.array(query, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 7 }),
        (posts, queries, page) => {
          using folder = tempFolder();
          using engine = openEngine(folder.file);
          const early = posts.slice(0, Math.round(posts.length * share));
          const late = posts.slice(early.length);
          const model: ModelPost[] = [];
          const add = (some: CapturedPost[]) => {
            for (const [i, id] of engine.add(...some).entries()) model.push(modelPost(id, some[i] as CapturedPost));
          };
          if (early.length > 0) add(early);
          engine.index();
          if (late.length > 0) add(late);
          markSome(model, engine);
          for (const text of queries) {
            expect(engine.find(text), text).toEqual(searchModel(model, text));
            expect(engine.find(text, page), `${text} in pages of ${page}`).toEqual(searchModel(model, text));
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** Marks, replays and deletes by the numbers of the posts, in the store and in the model. */
function markSome(model: ModelPost[], engine: ReturnType<typeof openEngine>): void {
  const seen = new Set<string>();
  for (const one of model) {
    const same = `${one.post.method} ${one.post.target} ${one.post.body.toString('latin1')}`;
    const comparable = one.decoded.fields.length > 0 || one.post.body.length > 0;
    one.duplicate = comparable && seen.has(same);
    seen.add(same);
    if (one.id % 2 === 0) {
      engine.writer.calls.mark({ id: one.id, marks: { unread: false } });
      one.unread = false;
    }
    if (one.id % 3 === 0) {
      engine.writer.calls.mark({ id: one.id, marks: { pinned: true } });
      one.pinned = true;
    }
    for (const origin of ['replay', 'forward'] as const) {
      if (one.id % (origin === 'replay' ? 5 : 4) !== 0) continue;
      const request = { method: 'POST', target: '/', headers: [], bodySize: 0, editedBody: null };
      const delivery = { postId: one.id, target: 'http://127.0.0.1:1', origin, startedAt: '' };
      const open = { response: null, error: null, jobId: null, passed: null, differences: [] };
      engine.writer.calls.addDelivery({ ...delivery, ...open, durationMs: 1, request });
      one[origin === 'replay' ? 'replayed' : 'forwarded'] = true;
    }
  }
  const gone = model.filter((one) => one.id % 7 === 0).map((one) => one.id);
  engine.remove(gone);
  model.splice(0, model.length, ...model.filter((one) => !gone.includes(one.id)));
}

test('a long backlog is searched while it grows, is indexed and loses posts', () => {
  using folder = tempFolder();
  using engine = openEngine(folder.file);
  const model = new Map<number, ModelPost>();
  let n = 0;
  const add = (count: number) => {
    const posts = Array.from({ length: count }, () => {
      n++;
      const fields = { n: `n${n}`, seven: `s${n % 7}`, rare: n % 211 === 0 ? 'rare' : 'often', ticket: `t-${n % 50}` };
      return captured({ target: '/status', body: Buffer.from(new URLSearchParams(fields).toString()) });
    });
    for (const [i, id] of engine.add(...posts).entries()) model.set(id, modelPost(id, posts[i] as CapturedPost));
  };
  const remove = (ids: number[]) => {
    engine.remove(ids);
    for (const id of ids) model.delete(id);
  };
  const compare = (page: number) => {
    for (const text of [
      'rare',
      's3 -rare',
      'ticket:t-7',
      '-s1 -s2 -s3 rare',
      `n${n}`,
      'n1',
      'n12*',
      '-often',
      'is:unread rare',
    ])
      expect(engine.find(text, page), text).toEqual(searchModel([...model.values()], text));
  };
  add(1700);
  compare(1000);
  engine.index(1);
  compare(3);
  add(20);
  remove([n, n - 3, 600, 1, 211]);
  compare(1000);
  add(900);
  engine.index(4);
  compare(100);
  engine.index();
  compare(7);
  add(1);
  compare(1000);
});
