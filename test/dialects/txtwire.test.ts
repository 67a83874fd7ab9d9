import { describe, expect, it } from 'vitest';
import { dialectInfoSchema } from '../../contract/index.ts';
import { phoneDigits } from '../../main/dialects/phone.ts';
import { dialectById, dialectInfos, dialects } from '../../main/dialects/registry.ts';
import { samplePost } from '../../main/dialects/sample.ts';
import { txtwire } from '../../main/dialects/txtwire/index.ts';
import { limits } from '../../main/limits.ts';
import { callback, decodeAt, fieldOf, form, pairs, status } from './posts.ts';

describe('TxtWire', () => {
  it("has the fields of the platform's page, in its order", () => {
    expect(txtwire.fields.callback.map(({ name }) => name).join()).toBe(
      'title,code,shortcode,message,phone,carrier,keyword,group,custom_ticket,default_keyword,user_name,password,api_key',
    );
    expect(txtwire.fields.status.map(({ name }) => name).join()).toBe('code,sendTo,status,ticket,custom_ticket');
  });

  it('says of a field what the page says, else nothing', () => {
    const post = decodeAt('/callback', form(callback, { api_key: 'k', user_name: 'u', password: 'p' }));
    expect(fieldOf(post, 'api_key')).toMatchObject({
      meaning: 'Only passed if the company has webservice credentials defined.',
      secret: true,
      documented: true,
    });
    expect(fieldOf(post, 'default_keyword')).toMatchObject({ meaning: null, documented: true, secret: false });
    expect(fieldOf(decodeAt('/status', form(status)), 'status').meaning).toContain('does not list the values');
  });

  it('takes the keys of a callback', () => {
    expect(decodeAt('/callback', form(callback)).keys).toEqual({
      phone: '13125550142',
      code: '12345',
      keyword: 'JOIN',
      ticket: null,
      customTicket: 'c-1',
      status: null,
    });
  });

  it('takes the keys of a status', () => {
    expect(decodeAt('/status', form(status, { keyword: 'x', phone: 'y' })).keys).toEqual({
      phone: '13125550142',
      code: '12345',
      keyword: null,
      ticket: 't-1',
      customTicket: 'c-1',
      status: 'sample-status',
    });
  });

  it('falls back to the short code of a callback', () => {
    expect(decodeAt('/callback', form(callback, { code: '', shortcode: '777' })).keys.code).toBe('777');
    expect(decodeAt('/callback', form(callback, { code: null, shortcode: '777' })).keys.code).toBe('777');
    expect(decodeAt('/status', form(status, { code: null, shortcode: '777' })).keys.code).toBeNull();
  });

  it('takes keys as PHP would: the last value, the body before the query', () => {
    const post = decodeAt('/status', `${form(status)}&ticket=t-2&custom_ticket=`, { target: '/status?ticket=t-0' });
    expect(post.keys).toMatchObject({ ticket: 't-2', customTicket: 'c-1' });
  });

  it('takes keys by exact names only, and phone numbers as sent', () => {
    const post = decodeAt('/status', form(status, { sendTo: null, sendto: '1', ticket: '+1 (313) 467-6579' }));
    expect(post.keys).toMatchObject({ phone: null, ticket: '+1 (313) 467-6579' });
  });

  it('bounds keys and excerpts', () => {
    const post = decodeAt('/status', form(status, { ticket: 't'.repeat(5000), status: 's'.repeat(5000) }));
    expect(post.keys.ticket).toHaveLength(limits.dialects.keyChars);
    expect(post.excerpt).toHaveLength(limits.dialects.excerptChars);
  });

  it('shows the message on one line', () => {
    expect(decodeAt('/callback', form(callback, { message: ' a\r\nb\u2028\u202ec\t\0 d ' })).excerpt).toBe('a b c d');
    expect(decodeAt('/callback', form(callback, { message: '' })).excerpt).toBeNull();
    expect(decodeAt('/status', form(status)).excerpt).toBe('sample-status');
  });
});

it('claims nothing about posts that did not get through: the page does not speak of them', () => {
  expect(dialectById('txtwire')?.retry).toBeNull();
});

describe('the registry', () => {
  it('finds dialects by id', () => {
    expect(dialectById('txtwire')).toBe(txtwire);
    expect(dialectById('none')).toBeNull();
  });

  it('describes them as the contract says', () => {
    for (const info of dialectInfos()) expect(dialectInfoSchema.parse(info)).toEqual(info);
    expect(dialectInfos()[0]?.kinds.map(({ kind, fields }) => [kind, fields.length])).toEqual([
      ['callback', 13],
      ['status', 5],
    ]);
  });

  it.each(dialects)('holds $name with signatures of its own documented fields', (dialect) => {
    for (const kind of ['callback', 'status'] as const) {
      const names = dialect.fields[kind].map(({ name }) => name);
      expect(dialect.signature[kind].length).toBeGreaterThan(0);
      expect(names).toEqual(expect.arrayContaining([...dialect.signature[kind]]));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('sample posts', () => {
  it.each(dialects.flatMap((dialect) => (['callback', 'status'] as const).map((kind) => ({ dialect, kind }))))(
    'of a $dialect.name $kind decode to themselves without findings',
    ({ dialect, kind }) => {
      const sample = samplePost(dialect, kind);
      const post = decodeAt(`/${kind}`, sample.body.toString('latin1'), { type: sample.contentType });
      expect(pairs(post)).toEqual(sample.fields);
      expect(sample.fields).toEqual(dialect.fields[kind].map((field) => [field.name, field.sample]));
      expect(post).toMatchObject({ kind, dialect: dialect.id, findings: [] });
    },
  );

  it('share a custom ticket and a phone number, so that they make a timeline', () => {
    const values = (kind: 'callback' | 'status') => new Map(samplePost(txtwire, kind).fields);
    expect(values('status').get('custom_ticket')).toBe(values('callback').get('custom_ticket'));
    expect(values('status').get('sendTo')).toBe(values('callback').get('phone'));
  });

  it('take changes, omissions and additions', () => {
    const { fields, body } = samplePost(txtwire, 'status', { status: 'a&b=ü +', ticket: null, extra: '', none: null });
    expect(fields.map(([name]) => name)).toEqual(['code', 'sendTo', 'status', 'custom_ticket', 'extra']);
    expect(body.toString()).toContain('status=a%26b%3D%C3%BC+%2B&custom_ticket=');
  });
});

describe('phone numbers', () => {
  it.each([
    ['+1 (313) 467-6579', '13134676579'],
    ['13134676579', '13134676579'],
    ['x', ''],
    ['٣', ''],
  ])('%s is %s in digits', (phone, digits) => {
    expect(phoneDigits(phone)).toBe(digits);
  });
});
