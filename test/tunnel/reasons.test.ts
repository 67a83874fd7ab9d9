import { describe, expect, test } from 'vitest';
import { isNameError, reasonOfAnswer, reasonOfError, signInReason } from '../../main/tunnel/reasons.ts';

const url = 'https://calm-fox.lt.test';
const plain = { url, status: 200, location: null, body: '', arrived: false };

describe('a sign-in page of the network', () => {
  test.each([
    { name: 'status 511', answer: { status: 511 } },
    { name: 'a redirect to a portal', answer: { status: 302, location: 'http://portal.hotel.example/?to=x' } },
    { name: 'a redirect to a login', answer: { status: 307, location: 'https://10.0.0.1/login.html' } },
    { name: 'a page that says so', answer: { status: 200, body: '<title>Hotspot</title>' } },
    { name: 'a page of a guest network', answer: { status: 200, body: 'Please sign in to this network' } },
  ])('is told by $name', ({ answer }) => {
    expect(reasonOfAnswer({ ...plain, ...answer })).toMatch(
      /^The network asks for a sign-in \(\d+.*\): open a web page/,
    );
  });

  test.each([
    { name: 'a redirect at the same host', answer: { status: 302, location: '/login' } },
    { name: 'a redirect to the same host by https', answer: { status: 301, location: `${url}/portal` } },
    { name: 'a redirect to some other host', answer: { status: 302, location: 'https://www.example.com/' } },
    { name: 'a redirect without an address', answer: { status: 302, location: null } },
    { name: 'a redirect to nonsense', answer: { status: 302, location: 'http://[portal' } },
    { name: 'an error page that says so', answer: { status: 500, body: 'hotspot' } },
    { name: 'a page with a login of its own', answer: { status: 200, body: 'Log in to your shop' } },
  ])('is not told by $name', ({ answer }) => {
    expect(signInReason({ ...plain, ...answer })).toBeNull();
  });

  test('is none when the probe arrived', () => {
    expect(reasonOfAnswer({ ...plain, status: 511, arrived: true })).toContain('answers do not come back');
  });
});

test('each strange answer has words of its own', () => {
  const answers = [
    { status: 302, location: 'https://www.example.com/' },
    { status: 401, body: 'bypass-tunnel-reminder' },
    { status: 511 },
    { status: 503 },
    { status: 404, body: '404' },
    { status: 404, body: '<h1>Not here</h1>' },
    { status: 400 },
    { status: 429 },
    { status: 403 },
    { status: 200, body: 'Shop' },
    { status: 200, body: 'rewritten', arrived: true },
  ].map((answer) => reasonOfAnswer({ ...plain, ...answer }));
  expect(new Set(answers).size).toBe(answers.length);
  for (const reason of answers) expect(reason).toMatch(/^[A-Z].*\.$/);
});

test('each error has words of its own', () => {
  const codes = ['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'TIMEOUT'];
  const strange = ['CERT_HAS_EXPIRED', 'HPE_INVALID_CONSTANT', 'EWHAT'];
  const reasons = [...codes, ...strange].map((code) =>
    reasonOfError('The public URL', Object.assign(new Error(`It said ${code}`), { code })),
  );
  expect(new Set(reasons).size).toBe(reasons.length);
  for (const reason of reasons) expect(reason).toMatch(/^The public URL .*\.$/);
});

test('only a name that was not found is an error of names', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });
  expect(['ENOTFOUND', 'EAI_AGAIN'].map((code) => isNameError(withCode(code)))).toEqual([true, true]);
  expect(['ECONNREFUSED', 'TIMEOUT'].map((code) => isNameError(withCode(code)))).toEqual([false, false]);
  expect(isNameError(null)).toBe(false);
});
