import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlatformReading } from '../../contract/index.ts';
import { platformReadings } from '../../main/dialects/readings.ts';
import { dialectById } from '../../main/dialects/registry.ts';
import { callback, decode, decodeAt, form, formType } from './posts.ts';

type Parts = Parameters<typeof decode>[0];
type Platform = PlatformReading['platform'];

/** How one platform reads a post made of these parts. */
function read(platform: Platform, parts: Parts): PlatformReading {
  const { method = 'POST', type = formType, headers = [] } = parts;
  const post = decode(parts);
  const readings = platformReadings({
    method,
    kind: post.kind,
    headers: type === null ? headers : [['Content-Type', type], ...headers],
    fields: post.fields,
    dialect: null,
  });
  return readings.find((reading) => reading.platform === platform) as PlatformReading;
}

/** Expressions and their values. */
function values(platform: Platform, parts: Parts): Record<string, string | null> {
  return Object.fromEntries(read(platform, parts).fields.map(({ expression, value }) => [expression, value]));
}

function noteOf(platform: Platform, parts: Parts, expression: string): string | null {
  const found = read(platform, parts).fields.find((field) => field.expression === expression);
  if (!found) throw new Error(`Nothing reads ${expression}.`);
  return found.note;
}

const plain: Parts = { target: '/stray?code=12345', body: 'phone=13125550142&message=join+please' };
const twice: Parts = { body: 'a=1&a=2' };
const conflict: Parts = { target: '/stray?message=query', body: 'message=body' };
const multipart: Parts = {
  type: 'multipart/form-data; boundary=b',
  body: [
    '--b',
    'Content-Disposition: form-data; name="message"',
    '',
    'hello',
    '--b',
    'Content-Disposition: form-data; name="photo"; filename="a.png"',
    'Content-Type: image/png',
    '',
    'PNG',
    '--b--',
    '',
  ].join('\r\n'),
};

describe('every platform', () => {
  it('has no note on fields that come out as they were sent', () => {
    for (const platform of ['php', 'aspnet', 'coldfusion'] as const) {
      expect(read(platform, plain).fields.map(({ note }) => note)).toEqual([null, null, null]);
    }
  });

  it.each([
    ['php', ["$_GET['code']", "$_POST['phone']", "$_POST['message']"]],
    ['aspnet', ['Request.QueryString["code"]', 'Request.Form["phone"]', 'Request.Form["message"]']],
    ['coldfusion', ['url.code', 'form.phone', 'form.message']],
  ] as const)('names the expression that reads a field in %s', (platform, expressions) => {
    expect(read(platform, plain).fields.map(({ expression }) => expression)).toEqual(expressions);
    expect(read(platform, plain).fields.map(({ positions }) => positions)).toEqual([[0], [1], [2]]);
  });

  it.each([
    ['php', "$_POST['message']", /json_decode/],
    ['aspnet', 'Request.Form["message"]', /Request\.InputStream/],
    ['coldfusion', 'form.message', /getHttpRequestData\(\)/],
  ] as const)('says that %s shows nothing of JSON, and how to read it', (platform, expression, how) => {
    const json: Parts = { type: 'application/json', body: '{"message":{"text":"hello"}}' };
    const reading = read(platform, json);
    expect(reading.fields).toMatchObject([{ expression, value: null }]);
    expect(reading.fields[0]?.note).toMatch(/JSON/);
    expect(reading.notes.join(' ')).toMatch(how);
  });

  it.each(['php', 'aspnet', 'coldfusion'] as const)(
    'shows nothing of a form without Content-Type in %s',
    (platform) => {
      const [field] = read(platform, { type: null, body: 'message=hello' }).fields;
      expect(field?.value).toBeNull();
      expect(field?.note).toMatch(/no Content-Type/);
    },
  );
});

describe('any post', () => {
  it.each(['php', 'aspnet', 'coldfusion'] as const)('has no note in %s where query and body agree', (platform) => {
    const agreeing = read(platform, { target: '/stray?message=same', body: 'message=same' }).fields;
    expect(agreeing.map(({ note }) => note)).toEqual([null, null]);
  });

  it('has readings for each of its fields, and no value in a note', () => {
    const pieces = ['a', 'A', 'b[]', 'b[x]', 'c.d', '[', ']', ' ', 'é', '%E9', '%u00e9', '%', '=', '&', '<p', '7q7'];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom(formType, 'application/json', null), (query, body, type) => {
        const parts: Parts = { target: `/stray?${query}`, body: Buffer.from(`a=7q7&${body}`), type };
        const positions = decode(parts).fields.map(({ position }) => position);
        for (const platform of ['php', 'aspnet', 'coldfusion'] as const) {
          const { fields, notes } = read(platform, parts);
          const covered = new Set(fields.flatMap((field) => field.positions));
          expect([...covered].toSorted((a, b) => a - b)).toEqual(positions);
          expect([...notes, ...fields.map(({ note }) => note)].join(' ')).not.toContain('7q7');
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('PHP', () => {
  it('turns dots and blanks in names into underscores and drops leading blanks', () => {
    expect(values('php', { body: 'd.e=4&f+g=5&+h%20i=6' })).toEqual({
      "$_POST['d_e']": '4',
      "$_POST['f_g']": '5',
      "$_POST['h_i']": '6',
    });
    expect(noteOf('php', { body: 'd.e=4' }, "$_POST['d_e']")).toMatch(/underscores/);
  });

  it('makes arrays of brackets, and drops or renames what is no array', () => {
    expect(values('php', { body: 'b[]=1&b[]=2&c[x]=3&c[5]=4&c[]=5&[j]=7&k[=8' })).toEqual({
      "$_POST['b'][0]": '1',
      "$_POST['b'][1]": '2',
      "$_POST['c']['x']": '3',
      "$_POST['c'][5]": '4',
      "$_POST['c'][6]": '5',
      "$_POST['[j]']": null,
      "$_POST['k_']": '8',
    });
  });

  it('gives the last of several, and says which ones are gone', () => {
    const [field] = read('php', twice).fields;
    expect(field).toMatchObject({ expression: "$_POST['a']", value: '2', positions: [0, 1] });
    expect(field?.note).toMatch(/last one wins/);
  });

  it('joins names that become the same', () => {
    expect(read('php', { body: 'a.b=1&a_b=2' }).fields).toMatchObject([{ value: '2', positions: [0, 1] }]);
  });

  it('throws out what a later variable of another shape replaces', () => {
    const replaced = read('php', { body: 'a=1&a[x]=2' }).fields;
    expect(replaced).toMatchObject([
      { expression: "$_POST['a']['x']", value: '2', positions: [1] },
      { expression: "$_POST['a']", value: null, positions: [0] },
    ]);
  });

  it('cannot tell a name without "=" from an empty value', () => {
    expect(values('php', { body: 'empty=&bare' })).toEqual({ "$_POST['empty']": '', "$_POST['bare']": '' });
    expect(noteOf('php', { body: 'bare' }, "$_POST['bare']")).toMatch(/without “=”/);
  });

  it('stops after 1,000 variables of a query, and one later in a form', () => {
    const many = Array.from({ length: 1500 }, (_, index) => `v${index}=1`).join('&');
    const taken = (parts: Parts) => read('php', parts).fields.filter(({ value }) => value !== null).length;
    expect(taken({ target: `/stray?${many}` })).toBe(1000);
    expect(taken({ body: many })).toBe(1001);
    expect(noteOf('php', { body: many }, "$_POST['v1001']")).toMatch(/max_input_vars/);
  });

  it('keeps bytes that are not UTF-8, and does not follow a declared charset', () => {
    expect(noteOf('php', { body: 'm=caf%E9' }, "$_POST['m']")).toMatch(/keeps the bytes/);
    const declared = { type: `${formType}; charset=ISO-8859-1`, body: 'm=caf%E9&plain=a' };
    expect(noteOf('php', declared, "$_POST['m']")).toMatch(/ISO-8859-1 bytes/);
    expect(noteOf('php', declared, "$_POST['plain']")).toBeNull();
  });

  it('gives the body in $_REQUEST when query and body disagree', () => {
    expect(values('php', conflict)).toEqual({
      "$_GET['message']": 'query',
      "$_POST['message']": 'body',
      "$_REQUEST['message']": 'body',
    });
  });

  it('fills $_POST for POST alone', () => {
    const put = read('php', { method: 'PUT', body: 'a=1' });
    expect(put.fields[0]?.value).toBeNull();
    expect(put.notes.join(' ')).toMatch(/method is PUT/);
  });

  it('puts files into $_FILES, and says that a multipart body cannot be read raw', () => {
    expect(values('php', multipart)).toEqual({ "$_POST['message']": 'hello', "$_FILES['photo']['name']": 'a.png' });
    expect(read('php', multipart).notes.join(' ')).toMatch(/php:\/\/input empty/);
  });

  it('writes names as PHP strings', () => {
    expect(Object.keys(values('php', { body: "o'clock%5C=1" }))).toEqual(["$_POST['o\\'clock\\\\']"]);
  });
});

describe('ASP.NET', () => {
  it('joins the values of one name by commas, without regard to case', () => {
    expect(values('aspnet', twice)).toEqual({ 'Request.Form["a"]': '1,2' });
    const cased = read('aspnet', { body: 'Phone=1&phone=2' }).fields;
    expect(cased).toMatchObject([{ expression: 'Request.Form["Phone"]', value: '1,2', positions: [0, 1] }]);
    expect(cased[0]?.note).toMatch(/case alone/);
  });

  it('takes text without "=" as a value without a name', () => {
    const bare = read('aspnet', { target: '/stray?bare&also', body: 'a=1' }).fields;
    expect(bare[0]).toMatchObject({ expression: 'Request.QueryString[null]', value: 'bare,also', positions: [0, 1] });
    expect(bare[0]?.note).toMatch(/null/);
  });

  it('looks into the query first', () => {
    expect(values('aspnet', conflict)['Request["message"]']).toBe('query');
  });

  it('decodes with the charset of the request, the query too', () => {
    expect(noteOf('aspnet', { body: 'm=caf%E9' }, 'Request.Form["m"]')).toMatch(/become “�”/);
    const declared = { type: `${formType}; charset=ISO-8859-1`, target: '/stray?q=%C3%A9', body: 'm=caf%E9' };
    expect(values('aspnet', declared)).toEqual({ 'Request.QueryString["q"]': 'Ã©', 'Request.Form["m"]': 'café' });
  });

  it('reads %u and four digits as a character', () => {
    const escaped = { body: 'm=caf%u00e9' };
    expect(values('aspnet', escaped)).toEqual({ 'Request.Form["m"]': 'café' });
    expect(values('php', escaped)).toEqual({ "$_POST['m']": 'caf%u00e9' });
  });

  it.each([
    ['a<b>', true],
    ['a < b', false],
    ['x &#35;', true],
    ['Tom & Jerry', false],
  ])('warns of request validation for %j: %j', (value, warned) => {
    const note = noteOf('aspnet', { body: `m=${encodeURIComponent(value)}` }, 'Request.Form["m"]');
    expect(note?.includes('Request validation') ?? false).toBe(warned);
  });

  it('puts files into Request.Files', () => {
    expect(values('aspnet', multipart)).toEqual({
      'Request.Form["message"]': 'hello',
      'Request.Files["photo"].FileName': 'a.png',
    });
  });

  it('throws beyond 1,000 names', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `v${index}=1`).join('&');
    expect(read('aspnet', { body: many(1000) }).notes.join(' ')).not.toMatch(/MaxHttpCollectionKeys/);
    expect(read('aspnet', { body: many(1001) }).notes.join(' ')).toMatch(/MaxHttpCollectionKeys/);
  });
});

describe('ColdFusion', () => {
  it('joins the values of one name by commas, and leaves empty ones out', () => {
    expect(values('coldfusion', { body: 'a=1&A=&a=3&b=' })).toEqual({ 'form.a': '1,3', 'form.b': '' });
    expect(noteOf('coldfusion', { body: 'a=1&a=' }, 'form.a')).toMatch(/left out/);
  });

  it('reads a name that is no identifier with brackets', () => {
    expect(Object.keys(values('coldfusion', { body: 'b[]=1&a.b=2&c%23=3&9x=4' }))).toEqual([
      'form["b[]"]',
      'form["a.b"]',
      'form["c##"]',
      'form["9x"]',
    ]);
  });

  it('gives an unscoped name from the query', () => {
    expect(values('coldfusion', conflict)).toEqual({
      'url.message': 'query',
      'form.message': 'body',
      message: 'query',
    });
  });

  it('names form.fieldnames, and refuses more than 100 fields', () => {
    expect(read('coldfusion', plain).notes.join(' ')).toMatch(/form\.fieldnames/);
    const many = Array.from({ length: 101 }, (_, index) => `v${index}=1`).join('&');
    expect(read('coldfusion', { body: many }).notes.join(' ')).toMatch(/more than 100 form fields/);
  });

  it('gives no value for a file, and says what form holds instead', () => {
    expect(values('coldfusion', multipart)).toEqual({ 'form.message': 'hello', 'form.photo': null });
  });

  it('says what is not certain', () => {
    expect(noteOf('coldfusion', { body: 'bare' }, 'form.bare')).toMatch(/not documented/);
    const declared = { type: `${formType}; charset=ISO-8859-1`, body: 'm=caf%E9' };
    expect(noteOf('coldfusion', declared, 'form.m')).toMatch(/not certain/);
  });
});

describe("the platform's own samples", () => {
  const notes = (body: string) => {
    const post = decodeAt('/callback', body);
    const headers: [string, string][] = [['Content-Type', formType]];
    const readings = platformReadings({
      method: 'POST',
      kind: post.kind,
      headers,
      fields: post.fields,
      dialect: dialectById(post.dialect ?? ''),
    });
    return Object.fromEntries(readings.map((reading) => [reading.platform, reading.notes.join(' ')]));
  };

  it('lose a "0" in PHP, and only that', () => {
    expect(notes(form(callback, { message: '0' })).php).toMatch(/"message".*!empty\(\)/);
    expect(notes(form(callback, { message: '00' })).php).not.toMatch(/!empty\(\)/);
  });

  it('ask ColdFusion for a scope that is not documented', () => {
    expect(notes(form(callback)).coldfusion).toMatch(/POST\.message/);
  });
});
