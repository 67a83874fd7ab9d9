import { describe, expect, it } from 'vitest';
import { dialectById } from '../../main/dialects/registry.ts';
import { isSecretField, isSecretHeader, secretFieldNames } from '../../main/dialects/secrets.ts';
import { callback, decode, decodeAt, decodeJson, fieldOf, form } from './posts.ts';

describe('secret headers', () => {
  it.each(['Authorization', 'proxy-authorization', 'COOKIE', 'Set-Cookie', 'x-api-key'])('%s is one', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  it('are also those the user masks', () => {
    expect(isSecretHeader('X-Mine')).toBe(false);
    expect(isSecretHeader('X-Mine', ['x-MINE'])).toBe(true);
  });

  it('are named in the post as they came, once', () => {
    const headers: [string, string][] = [
      ['COOKIE', 'a'],
      ['Host', 'x'],
      ['COOKIE', 'b'],
      ['cookie', 'c'],
      ['X-Mine', 'd'],
    ];
    expect(decode({ headers, maskedNames: ['x-mine'] }).secretHeaders).toEqual(['COOKIE', 'cookie', 'X-Mine']);
  });
});

describe('secret fields', () => {
  const names = secretFieldNames(null, ['Kundennummer']);

  it.each([
    'password',
    'Password',
    'api_key',
    'apiKey',
    'API-KEY',
    'user_name',
    'auth.token',
    'a[0].password.value',
    'user[secret]',
    'KUNDENNUMMER',
  ])('%s is one', (name) => {
    expect(isSecretField(name, names)).toBe(true);
  });

  it.each(['', 'message', 'code', 'passwords', 'tokens[0]', 'author', 'x.y', 'a'.repeat(10_000)])(
    '%s is none',
    (name) => {
      expect(isSecretField(name, names)).toBe(false);
    },
  );

  it('of a dialect are its credentials', () => {
    const txtwire = secretFieldNames(dialectById('txtwire'), []);
    expect(['username', 'password', 'apikey'].every((name) => txtwire.has(name))).toBe(true);
    expect(txtwire.has('message')).toBe(false);
  });

  it('of TxtWire are marked in query and body', () => {
    const post = decodeAt('/callback', form(callback, { password: 'b' }), {
      target: '/callback?api_key=a&user_name=u',
    });
    expect(post.fields.filter(({ secret }) => secret).map(({ name, source }) => [name, source])).toEqual([
      ['api_key', 'query'],
      ['user_name', 'query'],
      ['password', 'form'],
    ]);
  });

  it('are marked where the platform is not known', () => {
    expect(fieldOf(decode({ body: 'access_token=x&b=1' }), 'access_token').secret).toBe(true);
    expect(fieldOf(decodeJson('{"auth":{"user":"x"}}'), 'auth.user').secret).toBe(true);
    expect(fieldOf(decode({ body: 'access_token=x&b=1' }), 'b').secret).toBe(false);
  });

  it('are marked in the URL that the platform was given', () => {
    expect(fieldOf(decodeAt('/callback', form(callback), { target: '/callback?token=x' }), 'token').secret).toBe(true);
  });

  it('are also those the user masks, documented or not', () => {
    const post = decodeAt('/callback', form(callback, { extra: 'x' }), { maskedNames: ['PHONE', 'Extra'] });
    expect(post.fields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['phone', 'extra']);
  });

  it('do not show in the excerpt once the user masks them', () => {
    expect(decodeAt('/callback', form(callback)).excerpt).toBe('join please');
    expect(decodeAt('/callback', form(callback), { maskedNames: ['message'] }).excerpt).toBe('••••••');
  });
});
