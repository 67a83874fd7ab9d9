import { describe, expect, it } from 'vitest';
import { type CurlOptions, toCurl } from '../../main/replay/curl.ts';
import { bytes, storedRequest } from './stored.ts';

const nothing = { query: [], body: [] };

/** The command for a post, nothing masked unless asked for. */
function command(parts: Parameters<typeof storedRequest>[0], options: Partial<CurlOptions> = {}) {
  return toCurl({
    request: storedRequest(parts),
    target: 'http://localhost:8080',
    secretRanges: nothing,
    secretHeaders: [],
    reveal: false,
    ...options,
  });
}

describe('the command', () => {
  it('is as short as it can be', () => {
    expect(
      command({
        method: 'GET',
        target: '/status?ticket=1',
        headers: [
          ['Host', 'x'],
          ['User-Agent', 'Platform/1.0'],
          ['Accept', '*/*'],
        ],
      }),
    ).toEqual({
      command: [
        "curl 'http://localhost:8080/status?ticket=1' \\",
        "  -H 'User-Agent: Platform/1.0' \\",
        "  -H 'Accept: */*'",
      ].join('\n'),
      masked: 0,
    });
  });

  it('silences what curl would add', () => {
    const { command: text } = command({
      headers: [
        ['A', ''],
        ['host', 'x'],
      ],
      body: Buffer.alloc(2000, 'x'),
    });
    for (const name of ['Host', 'User-Agent', 'Accept', 'Content-Type', 'Expect'])
      expect(text).toContain(`-H '${name}:'`);
    expect(text).toContain("-H 'A;'");
    expect(text).toContain("-H 'host: localhost:8080'");
  });

  it('has a local target when none is known, and refuses one that is none', () => {
    expect(command({}, { target: null }).command).toContain("'http://localhost:8080/callback'");
    expect(command({}, { target: 'https://dev.example/cb.php' }).command).toMatch(
      /^curl --http1\.1 'https:\/\/dev\.example\/cb\.php' /,
    );
    expect(() => command({}, { target: 'localhost' })).toThrow(expect.objectContaining({ code: 'TARGET_INVALID' }));
  });

  it.each([
    ['GET', '', ''],
    ['GET', 'a', "-X 'GET'"],
    ['POST', '', "-X 'POST'"],
    ['POST', 'a', ''],
    ['PUT', 'a', "-X 'PUT'"],
    ['HEAD', '', '--head'],
    ['HEAD', 'a', "-X 'HEAD'"],
    ["IT'S", '', "-X 'IT'\\''S'"],
  ])('for %s with body %j names the method as %j', (method, body, option) => {
    const { command: text } = command({ method, body: bytes(body) });
    const found = /(-X '[^ ]*'|--head)( |$)/.exec(text)?.[1] ?? '';
    expect(found).toBe(option);
  });

  it('holds nothing that a terminal acts on when it is pasted', () => {
    const nasty = '\x1b[201~\rrm -rf\t\x07\x9b\u202e\ufeff!x';
    const { command: text } = command({
      target: '/cb?a=\x9b\xc2\x9b',
      headers: [['X', 'a\t\x9b!b']],
      body: Buffer.from(nasty, 'utf8'),
    });
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).not.toContain('!');
  });

  it('shows text as text', () => {
    const text = '{"message":"it\'s café 😀"}\n';
    expect(command({ body: Buffer.from(text) }).command).toContain(
      "--data-binary '{\"message\":\"it'\\''s café 😀\"}\n'",
    );
  });
});

describe('masking', () => {
  const target = '/cb?user_name=joe&password=s3cret&x=1';
  const body = bytes('api_key=k3y&message=\xff&password=s3cret');
  const options: Partial<CurlOptions> = {
    secretRanges: {
      query: [{ start: target.indexOf('s3cret') - 4, end: target.indexOf('s3cret') + 2 }],
      body: [
        { start: 31, end: 37 },
        { start: 8, end: 11 },
      ],
    },
    secretHeaders: ['authorization', 'X-Key'],
  };
  const parts = {
    target,
    headers: [
      ['Host', 'x'],
      ['Authorization', 'Basic c2VjcmV0'],
      ['x-key', 'one'],
      ['X-KEY', ''],
      ['content-length', '37'],
      ['Z', '1'],
    ] satisfies [string, string][],
    body,
  };

  it('replaces credentials in query, headers and body, counts them, and lets curl count the body', () => {
    const { command: text, masked } = command(parts, options);
    expect(masked).toBe(5);
    expect(text).toContain('/cb?user_name=joe&password=MASKED&x=1');
    expect(text).toContain("-H 'Authorization: MASKED'");
    expect(text).toContain("-H 'x-key: MASKED'");
    expect(text).toContain("-H 'X-KEY;'");
    expect(text).toContain(bytes('api_key=MASKED&message=\xff&password=MASKED').toString('base64'));
    expect(text.toLowerCase()).not.toContain('content-length');
    for (const secret of ['s3cret', 'k3y', 'c2VjcmV0', 'one']) expect(text).not.toContain(secret);
  });

  it('leaves everything when revealed', () => {
    const { command: text, masked } = command(parts, { ...options, reveal: true });
    expect(masked).toBe(0);
    expect(text).toContain('password=s3cret');
    expect(text).toContain('Basic c2VjcmV0');
    expect(text).toContain(body.toString('base64'));
    expect(text).toContain("-H 'content-length: 37'");
  });

  it('follows the query to a target with a path of its own', () => {
    const { command: text } = command(parts, { ...options, target: 'http://localhost:8080/cb.php?own=1' });
    expect(text).toContain("'http://localhost:8080/cb.php?own=1&user_name=joe&password=MASKED&x=1'");
  });

  it('takes overlapping ranges as one, and none beyond the end', () => {
    const { command: text, masked } = command(
      { target: '/cb', body: bytes('abcdef') },
      {
        secretRanges: {
          query: [{ start: 0, end: 5 }],
          body: [
            { start: 1, end: 3 },
            { start: 2, end: 4 },
            { start: 5, end: 99 },
            { start: 2, end: 2 },
          ],
        },
      },
    );
    expect(masked).toBe(2);
    expect(text).toContain("--data-binary 'aMASKEDeMASKED'");
  });
});
