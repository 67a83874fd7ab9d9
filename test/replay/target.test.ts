import { describe, expect, it } from 'vitest';
import { parseTarget, pathOnTarget } from '../../main/replay/target.ts';

describe('parseTarget', () => {
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['  https://dev.example/cb.php?x=1 ', 'https://dev.example/cb.php?x=1'],
    ['HTTP://[::1]:9', 'http://[::1]:9/'],
  ])('takes %j', (text, href) => {
    expect(parseTarget(text).href).toBe(href);
  });

  it.each([
    ['localhost:8080', 'Did you mean http://localhost:8080?'],
    ['8080', 'Did you mean http://localhost:8080?'],
    [':8080', 'Did you mean http://localhost:8080?'],
    ['127.0.0.1:3000/cb', 'Did you mean http://127.0.0.1:3000/cb?'],
    ['', 'The target is empty.'],
    ['   ', 'The target is empty.'],
    ['http:/x', 'Write it like http://localhost:8080.'],
    ['http:x', 'is not an http(s) URL'],
    ['http://', 'is not an http(s) URL'],
    ['http://localhost:99999', 'is not an http(s) URL'],
    ['ftp://localhost', 'is not an http(s) URL'],
    ['file:///etc/passwd', 'is not an http(s) URL'],
    ['http:\\\\localhost', 'is not an http(s) URL'],
    ['http://user:pw@localhost', 'must not carry a user name or password'],
    ['http://user@localhost', 'must not carry a user name or password'],
  ])('refuses %j and says what to write', (text, sentence) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({ code: 'TARGET_INVALID', message: expect.stringContaining(sentence) }),
    );
  });

  it('does not repeat a password in its sentence', () => {
    expect(() => parseTarget('http://user:hunter2@localhost')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('pathOnTarget', () => {
  it.each([
    // target, request target of the post, path that is sent
    ['http://h', '/callback?a=1', '/callback?a=1'],
    ['http://h/', '/callback?a=1', '/callback?a=1'],
    ['http://h', '//cb/../%2e?&&a=%zz#f', '//cb/../%2e?&&a=%zz#f'],
    ['http://h', '/cb?', '/cb?'],
    ['http://h', '/caf\xe9\xff', '/caf\xe9\xff'],
    ['http://h', 'http://other.example/cb?x=1', '/cb?x=1'],
    ['http://h', 'http://other.example', '/'],
    ['http://h', 'HTTPS://other.example?x=1', '/?x=1'],
    ['http://h', '*', '*'],
    ['http://h/cb.php', '/callback', '/cb.php'],
    ['http://h/cb.php', '/callback?a=1', '/cb.php?a=1'],
    ['http://h/cb.php?own=1', '/callback', '/cb.php?own=1'],
    ['http://h/cb.php?own=1', '/callback?a=1&b=\xff', '/cb.php?own=1&a=1&b=\xff'],
    ['http://h/cb.php?own=1', '/callback?', '/cb.php?own=1'],
    ['http://h/cb.php?own=1#part', '/callback?a=1', '/cb.php?own=1&a=1'],
    ['http://h/?own=1', '/callback?a=1', '/callback?own=1&a=1'],
    ['http://h/cb.php', 'http://other.example/cb?x=1', '/cb.php?x=1'],
    ['http://h/cb.php', '*', '/cb.php'],
    ['http://h/?own=1', '*', '/?own=1'],
  ])('%s with %j', (target, postTarget, path) => {
    expect(pathOnTarget(parseTarget(target), postTarget)).toBe(path);
  });
});
