import { describe, expect, it } from 'vitest';
import { type DialectInfo, scenarioSchema, testPostSchema } from '../../contract/index.ts';
import {
  type ComposerDraft,
  changesOf,
  firstDraft,
  scenarioFault,
  scenarioOf,
  sentFields,
  testPostOf,
} from '../../renderer/composer/composer-draft.ts';
import { previewOf } from '../../renderer/composer/preview.ts';

const named = (name: string, sample: string, secret = false) => ({
  name,
  sample,
  secret,
  meaning: null,
  optional: false,
});
const dialects: DialectInfo[] = [
  {
    id: 'txtwire',
    name: 'TxtWire',
    kinds: [
      { kind: 'callback', fields: [named('message', 'join please'), named('phone', '1'), named('api_key', 'k', true)] },
      { kind: 'status', fields: [named('status', 'sample')] },
    ],
    retry: null,
  },
];
const draft = (part: Partial<ComposerDraft> = {}): ComposerDraft => ({ ...firstDraft, ...part });

describe('a composed test post', () => {
  it('is the sample as long as nothing was changed', () => {
    expect(changesOf(draft({ values: { message: 'join please' } }), dialects)).toEqual({});
    expect(testPostOf(draft(), dialects, 'php')).toEqual(testPostSchema.parse({}));
  });

  it('changes, leaves out and adds fields', () => {
    const changed = draft({
      values: { message: 'é', phone: null },
      added: [
        { name: 'x', value: '' },
        { name: '', value: 'y' },
      ],
    });
    expect(testPostOf(changed, dialects, null).fields).toEqual({ message: 'é', phone: null, x: '' });
    expect(sentFields(changed, dialects)).toEqual([
      ['message', 'é'],
      ['api_key', 'k'],
      ['x', ''],
    ]);
  });

  it('leaves out credentials, also changed ones', () => {
    const without = draft({ credentials: false, values: { api_key: 'other' } });
    expect(testPostOf(without, dialects, null)).toMatchObject({ credentials: false });
    expect(testPostOf(without, dialects, null).fields).toBeUndefined();
    expect(sentFields(without, dialects).map(([name]) => name)).toEqual(['message', 'phone']);
  });

  it('names a target only where it goes to one', () => {
    expect(testPostOf(draft({ via: 'target' }), dialects, 'php').target).toBe('php');
    expect(testPostOf(draft({ via: 'tunnel' }), dialects, 'php').target).toBeUndefined();
  });

  it.each([
    ['burst', {}, { type: 'burst', count: 50, rate: 10 }],
    ['duplicates', {}, { type: 'duplicates', count: 2, gapMs: 500 }],
    ['statuses', { statuses: ['a', 'b'] }, { type: 'statuses', values: ['a', 'b'], gapMs: 500, shuffled: false }],
    ['late', {}, { type: 'late', afterMs: 30_000 }],
  ] as const)('becomes the scenario %s', (how, part, scenario) => {
    const made = draft({ how, ...part });
    expect(scenarioFault(made)).toBeNull();
    expect(scenarioOf(made)).toEqual(scenario);
    expect(scenarioSchema.safeParse({ test: {}, scenario }).success).toBe(true);
  });

  it.each([
    { how: 'burst', count: '' },
    { how: 'burst', rate: 0 },
    { how: 'duplicates', times: 1 },
    { how: 'duplicates', gapMs: -1 },
    { how: 'statuses' },
    { how: 'late', afterSeconds: 601 },
  ] satisfies Partial<ComposerDraft>[])('refuses %j', (part) => {
    expect(scenarioFault(draft(part))).not.toBeNull();
  });
});

describe('the preview', () => {
  const fields = [
    ['message', 'é & €'],
    ['a', ''],
  ] as const;
  const preview = (part: Partial<Parameters<typeof previewOf>[0]>) =>
    previewOf({ fields, encoding: 'form', charset: 'utf-8', path: '/callback', host: 'h.test', ...part });
  const body = (part: Partial<Parameters<typeof previewOf>[0]>) =>
    preview(part).request.split('\n\n').slice(1).join('\n\n');

  it('writes the request as it is sent', () => {
    expect(preview({}).request).toBe(
      'POST /callback HTTP/1.1\nHost: h.test\nContent-Type: application/x-www-form-urlencoded\n\n' +
        'message=%C3%A9+%26+%E2%82%AC&a=',
    );
    expect(preview({ encoding: 'query', path: '/cb?x=1' }).request.split('\n')[0]).toBe(
      'POST /cb?x=1&message=%C3%A9+%26+%E2%82%AC&a= HTTP/1.1',
    );
    expect(body({ encoding: 'json' })).toBe('{"message":"é & €","a":""}');
    expect(body({ encoding: 'multipart' })).toContain('name="message"\n\né & €\n--');
  });

  it('writes the charset, and says which field it cannot hold', () => {
    expect(body({ charset: 'windows-1252' })).toBe('message=%E9+%26+%80&a=');
    expect(preview({ charset: 'iso-8859-1' }).unwritable).toBe('message');
    expect(body({ charset: 'utf-16', fields: [['a', 'é']] })).toBe('a=%00%E9');
  });
});
