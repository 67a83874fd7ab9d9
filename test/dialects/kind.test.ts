import { describe, expect, it } from 'vitest';
import { callback, codesOf, decode, decodeAt, endpointAt, findingOf, findingsOf, form, status } from './posts.ts';

describe('the kind of a post', () => {
  it('is that of the endpoint', () => {
    expect(decodeAt('/callback', form(callback))).toMatchObject({ kind: 'callback', dialect: 'txtwire', findings: [] });
    expect(decodeAt('/status', form(status))).toMatchObject({ kind: 'status', dialect: 'txtwire', findings: [] });
  });

  it('stays that of the endpoint when fields are missing', () => {
    expect(decodeAt('/callback', 'message=hi').kind).toBe('callback');
    expect(decodeAt('/status', 'code=1&custom_ticket=2').kind).toBe('status');
    expect(decodeAt('/callback', 'foo=1').kind).toBe('callback');
  });

  it.each([
    ['as documented', status],
    ['with sendto in lower case', { ...status, sendTo: null, sendto: '1' }],
    ['with nothing but what makes it a status', { sendTo: '1', status: 'x' }],
  ] as [string, Record<string, string>][])(
    'follows the fields of a status at the callback URL, %s',
    (_what, fields) => {
      const post = decodeAt('/callback', form({}, fields));
      expect(post.kind).toBe('status');
      expect(findingOf(post, 'status-at-callback')).toMatchObject({ severity: 'error', field: null });
      expect(findingOf(post, 'status-at-callback').sentence).toContain('status_url passed to sendMessage');
      expect(post.keys.status).not.toBeNull();
    },
  );

  it('follows the fields of a callback at the status URL', () => {
    const post = decodeAt('/status', form(callback));
    expect(post.kind).toBe('callback');
    expect(codesOf(post)).toEqual(['callback-at-status']);
    expect(findingOf(post, 'callback-at-status').sentence).toContain('callback_url of the keyword');
  });

  it('is that of the endpoint when the fields fit both', () => {
    const both = form({ ...callback, ...status });
    expect(decodeAt('/callback', both).kind).toBe('callback');
    expect(decodeAt('/status', both).kind).toBe('status');
  });

  it('is found by the fields where there is no endpoint', () => {
    expect(decode({ body: form(callback) })).toMatchObject({ kind: 'callback', dialect: 'txtwire' });
    expect(decode({ body: form(status) })).toMatchObject({ kind: 'status', dialect: 'txtwire' });
    expect(decode({ target: `/x?${form(status)}`, method: 'GET' })).toMatchObject({
      kind: 'status',
      dialect: 'txtwire',
    });
    expect(decode({ body: 'code=1&custom_ticket=2' })).toMatchObject({ kind: 'other', dialect: null });
    expect(decode({ body: 'phone=1&message=hi' })).toMatchObject({ kind: 'other', dialect: null });
  });

  it('is found by the fields at an endpoint that expects neither', () => {
    const endpoint = { ...endpointAt('/callback'), kind: 'other' as const };
    expect(decode({ endpoint, body: form(status) })).toMatchObject({
      kind: 'status',
      dialect: 'txtwire',
      findings: [],
    });
    expect(decode({ endpoint, body: 'a=1' })).toMatchObject({ kind: 'other', dialect: 'txtwire' });
  });

  it('is found by the fields at an endpoint of an unknown dialect', () => {
    const endpoint = { ...endpointAt('/callback'), dialect: 'gone' };
    expect(decode({ endpoint, body: form(callback) })).toMatchObject({ kind: 'callback', dialect: 'txtwire' });
    expect(decode({ endpoint, body: 'a=1' })).toMatchObject({ kind: 'other', dialect: null });
  });
});

describe('a visit to an endpoint', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('by %s without fields is other, and nothing is missing', (method) => {
    expect(decodeAt('/callback', '', { method, type: null })).toMatchObject({
      kind: 'other',
      findings: [],
      fields: [],
    });
  });

  it('with a challenge is other', () => {
    const post = decodeAt('/callback', '', { method: 'GET', type: null, target: '/callback?hub.challenge=42' });
    expect(post).toMatchObject({ kind: 'other', findings: [], excerpt: 'hub.challenge=42' });
  });

  it.each(['GET', 'HEAD'])('by %s with the fields in the query is the real thing', (method) => {
    const post = decodeAt('/status', '', { method, type: null, target: `/status?${form(status)}` });
    expect(post).toMatchObject({ kind: 'status', findings: [], excerpt: 'sample-status' });
    expect(post.keys).toMatchObject({ phone: '13125550142', ticket: 't-1' });
  });

  it('by POST without any parameter gets one finding', () => {
    const post = decodeAt('/callback', '');
    expect(post.kind).toBe('other');
    expect(findingsOf(post, 'missing-field')).toHaveLength(1);
    expect(findingOf(post, 'missing-field').field).toBeNull();
  });

  it('by POST with everything in the query is a callback', () => {
    const post = decodeAt('/callback', '', { type: null, target: `/callback?${form(callback)}` });
    expect(post).toMatchObject({ kind: 'callback', findings: [], excerpt: 'join please' });
  });
});
