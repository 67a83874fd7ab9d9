import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHold, plainWords } from '../../main/store/raw-words.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { captured } from '../helpers/store.ts';
import { modelPost } from './search-model.ts';

/** The row that a post becomes. */
const row = ({ target, rawHeaders, body }: CapturedPost) => ({ target, headers: rawHeaders.join('\n'), body });

const word = fc.constantFrom('alpha', 'Beta7', '42', 'x', 'café', 'K', 'İstanbul', '日本', 'a_b', 'ﬁn', 'ALPHA');
const line = fc.array(word, { maxLength: 4 }).map((list) => list.join(' '));
const pairs = fc.array(fc.tuple(word, line), { maxLength: 4 });

/** One way or another to write a form: letters as they are, or as bytes that have to be decoded. */
const formBody = fc
  .tuple(pairs, fc.boolean(), fc.constantFrom('utf8', 'latin1', 'utf16le'))
  .map(([list, all, charset]) => {
    const escaped = (text: string) =>
      all
        ? [...Buffer.from(text, charset as BufferEncoding)]
            .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
            .join('')
        : encodeURIComponent(text).replaceAll('%20', '+');
    return Buffer.from(list.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&'), 'latin1');
  });
const jsonBody = pairs.map((list) => Buffer.from(JSON.stringify({ list, '\u0041l': list.map(([name]) => name) })));
const partBody = pairs.map((list) =>
  Buffer.from(
    `${list.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`,
  ),
);
const body = fc.oneof(formBody, formBody, jsonBody, partBody);
const type = fc.constantFrom(
  'application/x-www-form-urlencoded',
  'Application/X-WWW-Form-Urlencoded; charset=UTF-8',
  'application/x-www-form-urlencoded; charset=utf-16le',
  'application/json',
  'multipart/form-data; boundary=b',
  'text/plain',
);
const post = fc
  .record({ body, types: fc.array(type, { maxLength: 2 }), packed: fc.boolean(), note: line, target: word })
  .map(({ body: plain, types, packed, note, target }) =>
    captured({
      target: `/callback?q=${encodeURIComponent(target)}`,
      rawHeaders: [
        ...types.flatMap((value) => ['Content-Type', value]),
        ...(packed ? ['Content-Encoding', 'gzip'] : []),
        ...['X-Note', Buffer.from(note).toString('latin1')],
      ],
      body: packed ? gzipSync(plain) : plain,
    }),
  );

test('a look at the bytes never misses a word that decoding finds', () => {
  fc.assert(
    fc.property(post, (one) => {
      for (const text of modelPost(1, one).decoded.text.split(/\s+/)) {
        const words = plainWords(text);
        expect(mayHold(row(one), words), text).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('of an ordinary form it tells which words are missing', () => {
  const one = row(captured({ target: '/callback', body: Buffer.from('message=Join+please&at=12%3A30%2F1') }));
  const asked: [string, boolean][] = [
    ['join', true],
    ['JOIN please', true],
    ['plea', true],
    ['joined', false],
    ['"join" stop', false],
    ['nothing', false],
  ];
  expect(asked.map(([text]) => [text, mayHold(one, plainWords(text))])).toEqual(asked);
  // What can be written in more than one way is not told by bytes.
  expect(['café', 'joiné', '☎', ''].map(plainWords)).toEqual([[], [], [], []]);
  expect(mayHold({ ...one, body: Buffer.from('message=%4aoin') }, ['join'])).toBe(true);
  expect(mayHold({ ...one, headers: 'Content-Type\napplication/json' }, ['nothing'])).toBe(true);
  expect(mayHold({ ...one, headers: `${one.headers}\ncontent-encoding\ngzip` }, ['nothing'])).toBe(true);
});
