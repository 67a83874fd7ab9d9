import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Delivery, type Expectation, expectationSchema } from '../../contract/index.ts';
import { differences, isDemanding, parseStatuses } from '../../main/replay/expect.ts';
import { jsonMember, sameJson, stepsOf } from '../../main/replay/json-member.ts';

const wanted = (parts: Partial<Expectation>): Expectation => expectationSchema.parse(parts);

function answered(body: string | Buffer, parts: Partial<NonNullable<Delivery['response']>> = {}) {
  const bytes = Buffer.from(body);
  const response = {
    status: 200,
    statusText: '',
    headers: [],
    body: bytes.toString('base64'),
    bodySize: 0,
    cut: false,
  };
  return { response: { ...response, ...parts }, error: null };
}

describe('statuses', () => {
  test.each([
    ['200', [200], [201, 404]],
    ['2xx', [200, 299], [199, 300]],
    [' 200, 204 ,4XX', [200, 204, 404], [201, 500]],
  ])('%s', (text, good, bad) => {
    const fits = parseStatuses(text);
    expect(good.map((status) => fits?.(status))).toEqual(good.map(() => true));
    expect(bad.map((status) => fits?.(status))).toEqual(bad.map(() => false));
  });

  test.each(['', '20', '2x', '2000', '200;204', '200,', 'ok', '600'])('%j cannot be read', (text) => {
    expect(parseStatuses(text)).toBeNull();
  });
});

describe('what differs', () => {
  test('nothing, when all is as expected', () => {
    const expectation = wanted({ status: '2xx', bodyContains: 'b":1', json: [{ path: 'a.b', equals: ' 1 ' }] });
    expect(differences(expectation, answered('{"a": {"b":1}}'))).toEqual([]);
  });

  test('is said one by one', () => {
    const expectation = wanted({
      status: '200',
      bodyContains: 'thanks',
      json: [
        { path: 'a', equals: '2' },
        { path: 'c', equals: '"x"' },
      ],
    });
    expect(differences(expectation, answered('{"a":1}', { status: 500 }))).toEqual([
      'The status was 500, not 200.',
      'The body does not contain "thanks". It is "{"a":1}".',
      'a is 1, not 2.',
      'c is not in the JSON of the body.',
    ]);
  });

  test('no answer is a difference, and so is half of one', () => {
    const error = { code: 'ECONNREFUSED', message: 'Nothing listens there.' };
    expect(differences(wanted({ status: '2xx' }), { response: null, error })).toEqual([
      'There was no answer: Nothing listens there.',
    ]);
    expect(differences(wanted({ status: '2xx' }), { ...answered('x'), error })).toEqual([
      'The answer was not complete: Nothing listens there.',
    ]);
  });

  test('a body that is no JSON, or only its beginning, is said to be so', () => {
    const expectation = wanted({ json: [{ path: 'a', equals: '1' }] });
    expect(differences(expectation, answered('<html>'))[0]).toMatch(/not JSON that could be read, so a is not 1/);
    expect(differences(expectation, answered('{"a":', { cut: true }))[0]).toMatch(/because it was cut/);
  });

  test('content encodings and charsets are undone', () => {
    const gzip = answered(gzipSync('{"a":1}'), { headers: [['content-encoding', 'gzip']] });
    expect(differences(wanted({ json: [{ path: 'a', equals: '1' }] }), gzip)).toEqual([]);
    const latin = answered(Buffer.from('café', 'latin1'), {
      headers: [['Content-Type', 'text/plain; charset=ISO-8859-1']],
    });
    expect(differences(wanted({ bodyContains: 'café' }), latin)).toEqual([]);
  });

  test('an expectation of nothing asks for nothing', () => {
    expect([isDemanding(null), isDemanding(wanted({})), isDemanding(wanted({ status: '2xx' }))]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('members of JSON', () => {
  test.each([
    ['$', '{"a":1}'],
    ['a', '1'],
    ['list[1].id', '"\u00e9"'],
    ['$.list[0]', '[]'],
    ['["a.b"].c', 'null'],
  ])('%s', (path, found) => {
    const text = path === '$' ? '{ "a" : 1 }' : '{"a":1,"list":[[],{"id":"\\u00e9"}],"a.b":{"c":null}}';
    expect(jsonMember(text, path)).toEqual({ type: 'found', json: found });
  });

  test.each(['b', 'list[7]', 'list.length', 'a.b', 'a.toFixed', '__proto__', 'a[', 'n.rawJSON'])(
    '%s is absent',
    (path) => {
      expect(jsonMember('{"a":"x","list":[1],"n":1}', path)).toEqual({ type: 'absent' });
    },
  );

  test('numbers keep the digits they came with', () => {
    const text = '{"id":12345678901234567890,"price":1.10,"e":1E2}';
    expect(jsonMember(text, 'id')).toEqual({ type: 'found', json: '12345678901234567890' });
    expect(sameJson('12345678901234567890', '12345678901234567891')).toBe(false);
    expect(sameJson('1.10', '1.1')).toBe(false);
    expect(jsonMember(text, 'e')).toEqual({ type: 'found', json: '1E2' });
  });

  test('blanks and escapes make no difference, types do', () => {
    expect(sameJson('{"a":[1,"é"]}', ' { "a" : [ 1 , "\\u00e9" ] } ')).toBe(true);
    expect(sameJson('"1"', '1')).toBe(false);
    expect(sameJson('1', 'one')).toBe(false);
  });

  test('nesting without end is no JSON to us', () => {
    expect(jsonMember('['.repeat(200_000), '$').type).toBe('bad');
  });

  test('paths that cannot be read lead nowhere', () => {
    expect([stepsOf('a..b'), stepsOf('a[x]'), stepsOf('a.')]).toEqual([null, null, null]);
  });
});
