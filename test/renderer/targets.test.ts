import { describe, expect, it } from 'vitest';
import {
  defaultResponse,
  type Endpoint,
  type Kind,
  noForward,
  type ResponseRule,
  type Target,
} from '../../contract/index.ts';
import { calmer, responseFault, responseWords, unusualRules } from '../../renderer/settings/response-words.ts';
import {
  hostsToConfirm,
  isLoopback,
  outsideHost,
  parseHosts,
  targetsOf,
  urlOf,
} from '../../renderer/targets/outside.ts';
import {
  draftFaults,
  draftOf,
  expectationFault,
  expectationWords,
  noExpectation,
  targetFault,
  targetMeant,
  targetOf,
} from '../../renderer/targets/target-draft.ts';

const target = (part: Partial<Target> = {}): Target => ({
  name: 'php',
  url: 'http://localhost:8080',
  headers: [],
  timeoutMs: 30_000,
  expect: null,
  ...part,
});

describe('what leaves this machine', () => {
  it.each([
    ['localhost', true],
    ['app.localhost', true],
    ['127.0.0.1', true],
    ['127.200.3.4', true],
    ['[::1]', true],
    ['localhost.', true],
    ['0.0.0.0', false],
    ['192.168.0.4', false],
    ['127.0.0.1.example.test', false],
    ['notlocalhost', false],
    ['[::2]', false],
  ])('%s stays here: %s', (host, stays) => {
    expect(isLoopback(host)).toBe(stays);
  });

  it('follows names to their URL', () => {
    const targets = [target(), target({ name: 'staging', url: 'https://staging.test:8443/cb' })];
    expect(urlOf('php', targets)).toBe('http://localhost:8080');
    expect(urlOf(' PHP', targets)).toBe('http://localhost:8080');
    expect(urlOf('gone', targets)).toBeNull();
    expect(outsideHost('php', targets)).toBeNull();
    expect(outsideHost('staging', targets)).toBe('staging.test:8443');
    expect(outsideHost('http://10.0.0.1/', targets)).toBe('10.0.0.1');
    expect(outsideHost(null, targets)).toBeNull();
  });

  it('is looked for where posts go that name no target', () => {
    const endpoint = (path: string, kind: Kind, own: string | null) => ({ path, kind, target: own }) as Endpoint;
    const endpoints = [
      endpoint('/callback', 'callback', 'https://a.test/'),
      endpoint('/other', 'callback', null),
      endpoint('/status', 'status', null),
    ];
    const ways = { endpoints, fallback: 'https://b.test/' };
    expect(targetsOf([null], ways)).toEqual(['https://b.test/']);
    expect(targetsOf(['/callback'], ways)).toEqual(['https://a.test/']);
    expect(targetsOf(['/gone'], ways)).toEqual(['https://b.test/']);
    expect(targetsOf({ kind: 'callback' }, ways)).toEqual(['https://a.test/', 'https://b.test/']);
    expect(targetsOf({ kind: 'other' }, ways)).toEqual(['https://b.test/']);
    expect(targetsOf('any', ways)).toEqual(['https://b.test/', 'https://a.test/', null, null]);
    expect(
      hostsToConfirm(['https://a.test/', null, 'https://a.test/x', 'http://localhost/', 'https://b.test/'], []),
    ).toEqual(['a.test', 'b.test']);
  });

  it('survives a damaged memory of what was agreed to', () => {
    expect(parseHosts('["a.test", 4]')).toEqual(['a.test']);
    expect(parseHosts('{')).toEqual([]);
  });
});

describe('a target as it is written', () => {
  it('comes back as it was', () => {
    const full = target({
      headers: [['X-A', '1']],
      timeoutMs: 1500,
      expect: { status: '2xx', bodyContains: 'ok', json: [{ path: 'id', equals: '7' }] },
    });
    expect(targetOf(draftOf(full))).toEqual(full);
    expect(draftFaults(draftOf(full), [])).toEqual({});
  });

  it('completes URLs, drops headers without a name and expectations without content', () => {
    const draft = {
      ...draftOf(target()),
      url: '8080',
      headers: [[' ', 'x']] as [string, string][],
      expect: noExpectation,
    };
    expect(targetOf(draft)).toEqual(target());
  });

  it.each([
    ['name', { name: ' ' }],
    ['name', { name: 'a:b' }],
    ['name', { name: 'taken' }],
    ['url', { url: 'http://' }],
    ['seconds', { seconds: 0 }],
    ['seconds', { seconds: '' }],
    ['expect', { expect: { ...noExpectation, status: '2000' } }],
  ] as const)('says what is wrong with its %s', (name, part) => {
    expect(Object.keys(draftFaults({ ...draftOf(target()), ...part }, ['taken']))).toEqual([name]);
  });

  it('takes JSON only for the values of members', () => {
    const member = (equals: string) => ({ ...noExpectation, json: [{ path: 'a', equals }] });
    expect(expectationFault(member('"ok"'))).toBeNull();
    expect(expectationFault(member('ok'))).toContain('"ok"');
    expect(expectationFault({ ...noExpectation, json: [{ path: '', equals: '1' }] })).not.toBeNull();
    expect(expectationWords({ status: '2xx', bodyContains: 'ok', json: [] })).toBe('2xx, “ok” in the body');
    expect(expectationWords(noExpectation)).toBeNull();
  });

  it('means a name before a host', () => {
    const targets = [target()];
    expect(targetMeant('php', targets)).toBe('php');
    expect(targetMeant('phq', targets)).toBe('http://phq');
    expect(targetMeant(' ', targets)).toBeNull();
    expect(targetFault('ftp://x', targets)).not.toBeNull();
  });
});

describe('answers that are not the default', () => {
  const rule = (part: Partial<ResponseRule>): ResponseRule => ({ ...defaultResponse, ...part });

  it.each([
    [{}, null],
    [{ fault: { type: 'fail-first', count: 3, status: 500 } }, 'answers 500 to the first 3'],
    [{ fault: { type: 'fail-percent', percent: 20, status: 503 } }, 'answers 503 to 20 of 100'],
    [{ fault: { type: 'time-out' }, status: 201 }, 'never answers'],
    [{ status: 404, delayMs: 1500 }, 'answers 404, after 1.5 s'],
    [{ body: 'OK', headers: [['A', 'b']], delayMs: 500 }, 'answers 200, with a body, with 1 header, after 0.5 s'],
    [{ body: 'OK', fault: { type: 'fail-first', count: 1, status: 500 } }, 'answers 500 to the first 1, with a body'],
    [{ body: 'OK', delayMs: 500, fault: { type: 'close' } }, 'closes the connection without an answer, after 0.5 s'],
    [{ body: 'OK', delayMs: 500, fault: { type: 'time-out' } }, 'never answers'],
  ] satisfies [Partial<ResponseRule>, string | null][])('%j is told as %j', (part, words) => {
    expect(responseWords(rule(part))).toBe(words);
  });

  it('are listed by path', () => {
    const endpoint = (path: string, response: ResponseRule): Endpoint => ({
      path,
      dialect: 'txtwire',
      kind: 'other',
      response,
      target: null,
      forward: noForward,
    });
    const endpoints = [endpoint('/a', defaultResponse), endpoint('/b', rule({ status: 500 }))];
    expect(unusualRules(endpoints)).toEqual([{ path: '/b', words: 'answers 500' }]);
  });

  it('lose the fault first when they are turned off, then the rest', () => {
    const faulty = rule({ body: 'OK', fault: { type: 'close' } });
    expect(calmer(faulty)).toEqual(rule({ body: 'OK' }));
    expect(calmer(calmer(faulty))).toEqual(defaultResponse);
  });

  it('are checked before they are saved', () => {
    expect(responseFault(defaultResponse)).toBeNull();
    expect(responseFault(rule({ status: 99 }))).not.toBeNull();
    expect(responseFault(rule({ delayMs: 121_000 }))).not.toBeNull();
    expect(responseFault(rule({ fault: { type: 'fail-first', count: 0, status: 500 } }))).not.toBeNull();
    expect(responseFault(rule({ fault: { type: 'fail-percent', percent: 101, status: 500 } }))).not.toBeNull();
    expect(responseFault(rule({ fault: { type: 'slow', bytesPerSecond: 0 } }))).not.toBeNull();
  });
});
