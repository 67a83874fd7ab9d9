import fc from 'fast-check';
import type { Attack } from './attacks.ts';
import { exchange, many, type Outcomes } from './exchange.ts';

/** Bytes of a sender, and how it goes. Latin-1. */
export interface Nonsense {
  pieces: string[];
  ending: 'end' | 'reset';
}

const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((list) => Buffer.from(list).toString('latin1'));

/** What should be there, most of the time, or something of the others. */
function mostly(usual: string, ...others: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  const odd = others.map((one) => ({ weight: 1, arbitrary: typeof one === 'string' ? fc.constant(one) : one }));
  return fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(usual) }, ...odd);
}

const long = (text: string, most: number) => fc.integer({ min: 1, max: most }).map((times) => text.repeat(times));

const lineEnd = mostly('\r\n', '\n', '\r', '\n\r', '\r\r\n', '\0\r\n', '');
const method = mostly(
  'POST',
  'GET',
  'post',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'PRI',
  'P\0ST',
  '',
  long('A', 300),
  bytes(8),
);
const target = mostly(
  '/callback?ticket=1',
  '/status',
  '*',
  '',
  'callback',
  'http://localhost/callback',
  'localhost:443',
  '/a b',
  '/\xe9',
  '/%zz%',
  '/\0',
  '//',
  long('/a', 12_000),
  bytes(20).map((text) => `/${text}`),
);
const version = mostly(
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.2',
  'HTTP/11',
  'http/1.1',
  'HTTP/1.1 x',
  '',
  bytes(6),
);
const blank = mostly(' ', '  ', '\t', '', '\xa0');

const length = fc.oneof(
  fc.constantFrom(
    '0',
    '5',
    '-1',
    '+5',
    '0x5',
    '5,5',
    '5, 6',
    '1e3',
    '5 5',
    '',
    '99999999999999999999',
    '11534336',
    '007',
  ),
  fc.nat({ max: 2_000_000 }).map(String),
);
const coding = fc.constantFrom(
  'chunked',
  'Chunked',
  'chunked, chunked',
  'gzip, chunked',
  'identity',
  'xchunked',
  'chunked;q=1',
  '',
);
const headerLine = fc.oneof(
  { weight: 4, arbitrary: fc.constant('Host: localhost') },
  { weight: 4, arbitrary: length.map((value) => `Content-Length: ${value}`) },
  { weight: 3, arbitrary: coding.map((value) => `Transfer-Encoding: ${value}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'Connection: close',
      'Connection: keep-alive, Upgrade',
      'Upgrade: websocket',
      'Expect: 100-continue',
      'Expect: the-unexpected',
      'Content-Length : 5',
      ' folded: yes',
      ': no name',
      'no colon',
      'Content-Type: multipart/form-data; boundary=',
      'Content-Encoding: gzip, br, deflate, gzip',
      'Host: \0',
      'Trailer: Content-Length',
    ),
  },
  { weight: 1, arbitrary: long('X-Long: abc', 3000) },
  { weight: 2, arbitrary: bytes(60) },
);

const chunk = fc.oneof(
  fc.constantFrom(
    '5\r\nhello\r\n',
    '0\r\n\r\n',
    '0\r\nA: b\r\n\r\n',
    '5\r\nhel',
    'zz\r\n',
    '-1\r\n',
    '5;x=y\r\nhello\r\n',
  ),
  fc.constantFrom('ffffffffffffffff\r\n', '5\nhello\n', '5\r\nhelloXX', '\r\n', '0\r\n', '0x5\r\nhello\r\n'),
  long(';ext', 8000).map((extension) => `1${extension}\r\nx\r\n`),
);
const body = fc.oneof(
  fc.constantFrom('', 'hello', 'phone=13125550142&message=x', '{"a":', '--b\r\n\r\n'),
  fc.array(chunk, { maxLength: 4 }).map((list) => list.join('')),
  bytes(200),
);

const request = fc
  .record({
    method,
    target,
    version,
    blanks: fc.tuple(blank, blank),
    end: lineEnd,
    body,
    lines: fc.array(headerLine, { maxLength: 6 }),
  })
  .map(({ blanks: [a, b], end, lines, ...one }) => {
    const first = `${one.method}${a}${one.target}${b}${one.version}`;
    return [first, ...lines, '', one.body].join(end === '' ? '\r\n' : end);
  });

const otherProtocol = fc.constantFrom(
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'PROXY TCP4 192.0.2.1 192.0.2.2 5 80\r\n',
  '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c',
  'SSH-2.0-OpenSSH_9.2\r\n',
  'EHLO mail.example\r\n',
  '\x05\x01\x00',
  '*1\r\n$4\r\nPING\r\n',
  '\0',
);

const whole = fc.oneof(
  { weight: 8, arbitrary: request },
  { weight: 1, arbitrary: otherProtocol },
  { weight: 1, arbitrary: bytes(400) },
  { weight: 2, arbitrary: fc.tuple(request, request).map(([a, b]) => a + b) },
);

/** A place in a text, as a share of its length. */
const place = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
const seldom = <Value>(one: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one });

/** Requests that are almost ones: put together from parts of which each may be wrong, cut, overwritten and split. */
export const nonsense: fc.Arbitrary<Nonsense> = fc
  .record({
    text: whole,
    cut: seldom(place),
    split: seldom(place),
    splice: seldom(fc.tuple(place, bytes(4))),
    ending: fc.constantFrom('end' as const, 'end' as const, 'end' as const, 'reset' as const),
  })
  .map(({ text, cut, split, splice, ending }) => {
    let all = text;
    if (splice) {
      const [share, other] = splice;
      const at = Math.floor(share * all.length);
      all = all.slice(0, at) + other + all.slice(at + other.length);
    }
    if (cut !== null) all = all.slice(0, Math.floor(cut * all.length));
    const at = split === null ? all.length : Math.floor(split * all.length);
    return { pieces: [all.slice(0, at), all.slice(at)].filter((piece) => piece !== ''), ending };
  });

/** Pieces of work that are made ahead. */
const batch = 500;

/**
 * Sends so many generated requests, each on a connection of its own.
 * @param seed gives the same ones again
 */
export function malformedRequests({ port, count }: Attack, seed: number): Promise<Outcomes> {
  let made: Nonsense[] = [];
  return many(count, 40, (i) => {
    if (i % batch === 0) made = fc.sample(nonsense, { seed: seed + i, numRuns: Math.min(batch, count - i) });
    const { pieces, ending } = made[i % batch] as Nonsense;
    return exchange({ port, pieces, ending, stopsWhenAnswered: false });
  });
}
