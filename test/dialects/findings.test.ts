import { describe, expect, it } from 'vitest';
import { limits } from '../../main/limits.ts';
import {
  callback,
  codesOf,
  decode,
  decodeAt,
  decodeJson,
  fieldOf,
  findingOf,
  findingsOf,
  form,
  status,
} from './posts.ts';

describe('missing and unknown fields', () => {
  it('are named one by one', () => {
    const post = decodeAt('/callback', form(callback, { carrier: null, group: null }));
    const found = findingsOf(post, 'missing-field');
    expect(found.map(({ field, position, severity }) => [field, position, severity])).toEqual([
      ['carrier', null, 'warning'],
      ['group', null, 'warning'],
    ]);
    expect(found[0]?.sentence).toContain('TxtWire page');
  });

  it('do not count optional ones', () => {
    expect(decodeAt('/callback', form(callback)).findings).toEqual([]);
  });

  it('count an empty one as there', () => {
    expect(decodeAt('/callback', form(callback, { title: '' })).findings).toEqual([]);
  });

  it('keep an unknown one, as information', () => {
    const post = decodeAt('/status', form(status, { extra: 'x' }));
    expect(findingOf(post, 'unknown-field')).toMatchObject({ field: 'extra', position: 5, severity: 'info' });
    expect(fieldOf(post, 'extra')).toMatchObject({ documented: false, meaning: null, flags: ['unknown'], value: 'x' });
  });

  it('do not tell the value of an unknown credential', () => {
    const post = decodeAt('/status', form(status, { access_token: 'hush' }));
    expect(fieldOf(post, 'access_token').secret).toBe(true);
    expect(JSON.stringify(post.findings)).not.toContain('hush');
  });
});

describe('close spelling', () => {
  it.each([
    ['sendTo', 'sendto', '/status'],
    ['sendTo', 'send_to', '/status'],
    ['sendTo', 'sento', '/status'],
    ['ticket', 'tciket', '/status'],
    ['phone', 'Phone', '/callback'],
    ['custom_ticket', 'customTicket', '/callback'],
    ['custom_ticket', 'custum-tiket', '/callback'],
    ['keyword', 'keywords', '/callback'],
  ])('of %s: %s', (right, wrong, path) => {
    const fields = path === '/status' ? status : callback;
    const post = decodeAt(path, form(fields, { [right]: null, [wrong]: 'x' }));
    const finding = findingOf(post, 'close-spelling');
    expect(finding).toMatchObject({ field: wrong, severity: 'warning' });
    expect(finding.sentence).toContain(`"${right}" counts as missing`);
    expect(codesOf(post)).toEqual(['close-spelling']);
    expect(fieldOf(post, wrong)).toMatchObject({ documented: false, flags: ['unknown'] });
  });

  it('is not looked for where the right field is there', () => {
    expect(codesOf(decodeAt('/callback', form(callback, { Phone: 'x' })))).toEqual(['unknown-field']);
  });

  it.each(['mode', 'groan', 'sent', 'note'])('does not take %s for anything', (name) => {
    expect(codesOf(decodeAt('/callback', form(callback, { code: null, group: null, [name]: 'x' })))).toEqual([
      'unknown-field',
      'missing-field',
    ]);
  });

  it('of a credential is masked like it', () => {
    const post = decodeAt('/callback', form(callback, { apy_key: 'hush' }));
    expect(fieldOf(post, 'apy_key').secret).toBe(true);
    expect(JSON.stringify(post.findings)).not.toContain('hush');
  });
});

describe('names that came more than once', () => {
  it('in the body', () => {
    const post = decode({ body: 'a=1&b=x&a=2' });
    expect(post.fields.map(({ flags }) => flags)).toEqual([['repeated'], [], ['repeated']]);
    expect(findingOf(post, 'repeated-field')).toMatchObject({ field: 'a', position: 2, severity: 'warning' });
    expect(findingOf(post, 'repeated-field').sentence).toContain('PHP keeps the last ("2")');
  });

  it('as a list of PHP are meant so', () => {
    expect(decode({ body: 'b[]=1&b[]=2' }).findings).toEqual([]);
  });

  it('in JSON', () => {
    const post = decodeJson('{"a":1,"a":2}');
    expect(findingOf(post, 'repeated-field').sentence).toContain('JSON parsers keep the last ("2")');
  });

  it('in query and body with different values', () => {
    const post = decode({ target: '/cb?message=query', body: 'message=body', headers: [['Cookie', 'message=cookie']] });
    expect(post.fields.map(({ flags }) => flags)).toEqual([['conflict'], ['conflict']]);
    const finding = findingOf(post, 'query-body-conflict');
    expect(finding).toMatchObject({ field: 'message', position: 1, severity: 'warning' });
    expect(finding.sentence).toBe(
      '"message" is "query" in the query and "body" in the body: PHP\'s $_REQUEST holds the value of the body ' +
        "(request_order=GP), ASP.NET's Request[] usually that of the query.",
    );
    expect(codesOf(post)).toEqual(['query-body-conflict']);
  });

  it.each([
    ['the same value', 'a=1', 'a=1'],
    ['no value and an empty one', 'a', 'a='],
  ])('in query and body with %s do not conflict', (_what, query, body) => {
    expect(codesOf(decode({ target: `/x?${query}`, body }))).toEqual([]);
  });

  it('mask the values of credentials', () => {
    const post = decodeAt('/callback', form(callback, { user_name: 'u', api_key: 'k', password: 'hush2' }), {
      target: '/callback?password=hush1',
    });
    expect(findingOf(post, 'query-body-conflict').sentence).toContain('"password" is •••••• in the query and ••••••');
    expect(JSON.stringify(post.findings)).not.toContain('hush');
  });
});

describe('findings of TxtWire', () => {
  it.each([
    [['user_name'], '"user_name" came; "password" and "api_key" did not'],
    [['user_name', 'api_key'], '"user_name" and "api_key" came; "password" did not'],
  ])('tell that only %j of the credentials came', (names, said) => {
    const post = decodeAt('/callback', form(callback, Object.fromEntries(names.map((name) => [name, 'x']))));
    expect(findingOf(post, 'credentials-partial').sentence).toContain(said);
  });

  it('tell that "0" is lost on the PHP sample', () => {
    const post = decodeAt('/callback', form(callback, { message: '0', title: '00', group: ' ', extra: '0' }));
    expect(findingOf(post, 'zero-lost')).toMatchObject({ field: 'message', severity: 'warning' });
    expect(fieldOf(post, 'message').flags).toEqual(['lost-zero']);
    expect(findingOf(post, 'zero-lost').sentence).toContain('!empty()');
  });

  it('do not speak of "0" in posts of no platform', () => {
    expect(decode({ body: 'message=0' }).findings).toEqual([]);
  });

  it('do not give a credential away by its "0"', () => {
    const post = decodeAt('/callback', form(callback, { user_name: 'u', password: '0', api_key: 'k' }));
    expect(findingOf(post, 'zero-lost').sentence).not.toContain('"0"');
  });
});

describe('every finding', () => {
  it('is a sentence about what is there, with the shape of the contract', async () => {
    const { findingSchema } = await import('../../contract/index.ts');
    const post = decodeAt('/callback', 'sendto=1&x=%ZZ&x=%E9&message=%2541&Phone=0&title=0', {
      target: '/callback?message=a&k=%',
      headers: [['Content-Encoding', 'gzip']],
    });
    expect(post.findings.length).toBeGreaterThan(10);
    for (const finding of post.findings) {
      expect(findingSchema.parse(finding)).toEqual(finding);
      expect(finding.sentence).toMatch(/^["A-Z].*\.$/s);
    }
  });

  it('of a code is told a bounded number of times', () => {
    const many = Array.from({ length: 100 }, (_, index) => `f${index}=%ZZ`).join('&');
    const found = findingsOf(decode({ body: many }), 'invalid-escape');
    expect(found).toHaveLength(limits.dialects.findingsPerCode + 1);
    expect(found.at(-1)?.sentence).toContain('80 more fields');
  });

  it('says how large a file is instead of quoting it', () => {
    const body = '--b\r\nContent-Disposition: form-data; name="extra"; filename="a.png"\r\n\r\n12345\r\n--b--';
    const post = decodeAt('/status', body, { type: 'multipart/form-data; boundary=b' });
    expect(findingOf(post, 'unknown-field').sentence).toContain('"extra" (a file of 5 bytes) is no field');
  });

  it('quotes long and odd names and values on one short line', () => {
    const post = decodeAt('/status', form(status, { [`n\n${'x'.repeat(500)}`]: 'v\u202e\r\n'.repeat(500) }));
    const { sentence } = findingOf(post, 'unknown-field');
    expect(sentence.length).toBeLessThan(300);
    expect(sentence).not.toMatch(/[\r\n\u202e]/);
  });
});
