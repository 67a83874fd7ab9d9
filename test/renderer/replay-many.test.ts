import { describe, expect, it } from 'vitest';
import type { Post, ReplayJob } from '../../contract/index.ts';
import { exportInput } from '../../renderer/in-out/export-input.ts';
import { firstDraft, type ManyDraft, manyFault, manyInput } from '../../renderer/replay/many-draft.ts';
import { toneOf } from '../../renderer/replay/outcomes.ts';
import { bodyIn, rawDraft, rawEdits } from '../../renderer/replay/raw-draft.ts';
import { sampleOf } from '../../renderer/replay/sample-of.ts';
import { fromBase64 } from '../../renderer/ui/bytes.ts';
import { withJob } from '../../renderer/ui/live-cache.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('many posts at once', () => {
  it('asks for what the dialog says', () => {
    expect(manyInput(firstDraft, { query: 'kind:status' }, [])).toEqual({
      query: 'kind:status',
      concurrency: 1,
      rate: null,
      speed: null,
    });
    const draft = { ...firstDraft, target: '8080', together: true, pace: 'rate', rate: 5, checked: true } as const;
    expect(manyInput(draft, { ids: [3, 1] }, [])).toEqual({
      ids: [3, 1],
      target: 'http://localhost:8080',
      concurrency: 4,
      rate: 5,
      speed: null,
      expect: { status: '2xx', bodyContains: null, json: [] },
    });
    expect(manyInput({ ...firstDraft, pace: 'spaced', speed: 10 }, { query: '' }, [])).toMatchObject({
      query: '',
      speed: 10,
      rate: null,
    });
  });

  it.each([
    [{ together: true, concurrency: 65 }],
    [{ pace: 'rate', rate: 0 }],
    [{ pace: 'spaced', speed: '' }],
    [{ target: 'ftp://x' }],
    [{ checked: true, expect: { status: 'ok', bodyContains: null, json: [] } }],
  ] satisfies [Partial<ManyDraft>][])('refuses %j', (part) => {
    expect(manyFault({ ...firstDraft, ...part }, { query: '' }, [])).not.toBeNull();
  });

  it('takes no more ids than one request holds', () => {
    const ids = Array.from({ length: 10_001 }, (_, index) => index + 1);
    expect(manyFault(firstDraft, { ids }, [])).toContain('10,000');
    expect(manyFault(firstDraft, { ids: ids.slice(1) }, [])).toBeNull();
  });

  it('never goes back to an older state of a replay', () => {
    const job = (id: number, done: number, endedAt: string | null = null) => ({ id, done, endedAt }) as ReplayJob;
    const list = withJob(withJob([], job(1, 5)), job(2, 0));
    expect(list.map(({ id }) => id)).toEqual([2, 1]);
    expect(withJob(list, job(1, 4))).toEqual(list);
    const ended = withJob(list, job(1, 9, '2026-11-22T10:00:00.000Z'));
    expect(withJob(ended, job(1, 9))).toEqual(ended);
  });

  it('tells outcomes apart', () => {
    expect([200, '204', '302', 404, 'ECONNREFUSED', ''].map(toneOf)).toEqual(['ok', 'ok', 'warn', 'bad', 'bad', 'bad']);
  });
});

describe('the raw request', () => {
  const post: Pick<Post, 'method' | 'target' | 'headers'> = {
    method: 'POST',
    target: '/callback?a=1',
    headers: [
      ['Host', 'x.test'],
      ['Content-Type', 'text/plain'],
      ['Content-Length', '3'],
    ],
  };

  it('sends nothing new while nothing was changed, whatever the body is', () => {
    for (const body of [bytes('a=1'), bytes('a\r\nb'), bytes('a\r\nb\n'), new Uint8Array([0, 255]), new Uint8Array()]) {
      expect(rawEdits(post, body, rawDraft(post, body))).toEqual({ edits: null });
    }
  });

  it('keeps CR LF where all lines end so, and shows hex where they do not', () => {
    const draft = rawDraft(post, bytes('a\r\nb'));
    expect(draft).toMatchObject({ as: 'text', body: 'a\nb' });
    const result = rawEdits(post, bytes('a\r\nb'), { ...draft, body: 'a\nc' });
    expect(result).toEqual({ edits: { bodyBase64: btoa('a\r\nc') } });
    expect(rawDraft(post, bytes('a\r\nb\n'))).toMatchObject({ as: 'hex' });
  });

  it('turns a body into hex and back', () => {
    const draft = rawDraft(post, bytes('é\r\n'));
    const hex = bodyIn('hex', draft);
    expect(hex).toMatchObject({ as: 'hex', body: 'c3 a9 0d 0a' });
    expect(hex && bodyIn('text', hex)).toEqual(draft);
    expect(bodyIn('text', { ...draft, as: 'hex', body: '00' })).toBeNull();
    expect(rawEdits(post, bytes(''), { ...draft, as: 'hex', body: '0' })).toHaveProperty('fault');
  });

  it('names only the lines that differ', () => {
    const draft = rawDraft(post, bytes('a'));
    const headers = draft.headers.map(
      ([name, value]) => [name, name === 'Host' ? 'y.test' : value] as [string, string],
    );
    expect(rawEdits(post, bytes('a'), { ...draft, headers, method: 'PUT' })).toEqual({
      edits: { method: 'PUT', headers },
    });
  });

  it('is kept as a sample without what each request sets anew', () => {
    const sample = sampleOf(post, { name: 'mine', bytes: bytes('old'), edits: { target: '/x', body: 'né' } });
    expect(sample).toMatchObject({
      name: 'mine',
      method: 'POST',
      target: '/x',
      headers: [['Content-Type', 'text/plain']],
    });
    expect(new TextDecoder().decode(fromBase64(sample.body))).toBe('né');
    expect(sampleOf(post, { name: 'as it came', bytes: bytes('old'), edits: undefined }).body).toBe(btoa('old'));
  });
});

it('exports what was aimed at', () => {
  const how = { format: 'har', reveal: false } as const;
  expect(exportInput({ ids: [2, 1] }, how)).toEqual({ ...how, ids: '2,1' });
  expect(exportInput({ query: '' }, how)).toEqual(how);
  expect(exportInput({ query: 'is:pinned' }, how)).toEqual({ ...how, query: 'is:pinned' });
});
