import { describe, expect, it } from 'vitest';
import { codesOf, decode, decodeAt, fieldOf, findingOf, form, pairs, status } from './posts.ts';

describe('requests that real senders make', () => {
  it('a delivery report in a GET keeps the plus of its time zone', () => {
    const target =
      '/dlr?id=e8f1&recipient=31612345678&statusDatetime=2016-05-03T08%3A58%3A10%2B00%3A00&status=delivered';
    const post = decode({ method: 'GET', type: null, target });
    expect(fieldOf(post, 'statusDatetime').value).toBe('2016-05-03T08:58:10+00:00');
    expect(post).toMatchObject({ kind: 'other', dialect: null, findings: [] });
  });

  it('a status as multipart parts, after a HEAD visit', () => {
    const fields = { message_id: '12', timestamp: '1240', status: 'd', credits_cost: '1' };
    const parts = Object.entries(fields).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const post = decode({ type: 'multipart/form-data; boundary=b', body: `${parts.join('')}--b--\r\n` });
    expect(pairs(post)).toEqual(Object.entries(fields));
    expect(post.excerpt).toBe('message_id=12 timestamp=1240 status=d credits_cost=1');
    expect(decode({ method: 'HEAD', type: null })).toMatchObject({ kind: 'other', fields: [], findings: [] });
  });

  it('a status as multipart parts at the status endpoint', () => {
    const parts = Object.entries(status).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const post = decodeAt('/status', `${parts.join('')}--b--\r\n`, { type: 'multipart/form-data; boundary=b' });
    expect(post).toMatchObject({ kind: 'status', findings: [], keys: { ticket: 't-1' } });
  });

  it('a status as JSON', () => {
    const post = decodeAt('/status', JSON.stringify(status), { type: 'application/json' });
    expect(post).toMatchObject({
      kind: 'status',
      findings: [],
      keys: { phone: '13125550142', status: 'sample-status' },
    });
  });

  it('an envelope of text/plain that holds JSON is left as text', () => {
    const body = String.raw`{"Type":"Notification","Message":"{\"originationNumber\":\"+1206\",\n\"messageBody\":\"hi\"}"}`;
    const post = decode({ type: 'text/plain; charset=UTF-8', body });
    expect(post.fields).toEqual([]);
    expect(codesOf(post)).toEqual(['body-not-decoded']);
    expect(post.text).toContain('originationNumber');
  });

  it('a GPS alarm with separators and decimals in its text', () => {
    const message = 'Alarm: 5% left, LAT North 35.697815 & LON West 86.686690; a=b?';
    const post = decodeAt('/status', form(status, { status: message }));
    expect(post.keys.status).toBe(message);
    expect(post.findings).toEqual([]);
  });

  it('a query after several question marks', () => {
    expect(pairs(decode({ method: 'GET', type: null, target: '/x??a=1?b=2&c=?' }))).toEqual([
      ['?a', '1?b=2'],
      ['c', '?'],
    ]);
  });

  it('unknown extras, a misspelt name and a formatted number at once', () => {
    const post = decodeAt('/status', 'sendto=%2B1+(313)+467-6579&status=x&code=1&ticket=2&custom_ticket=3&foo=bar');
    expect(post.kind).toBe('status');
    expect(fieldOf(post, 'sendto').value).toBe('+1 (313) 467-6579');
    expect(codesOf(post)).toEqual(['close-spelling', 'unknown-field']);
    expect(findingOf(post, 'close-spelling').field).toBe('sendto');
  });

  it('a form whose first name follows a byte order mark', () => {
    const post = decodeAt('/status', `%EF%BB%BF${form(status)}`);
    expect(findingOf(post, 'close-spelling').sentence).toContain('"code" counts as missing');
  });
});
