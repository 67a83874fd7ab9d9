import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBlank, skipRequests } from '../../main/receiver/framing.ts';
import { post } from './world.ts';

const bodies = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 40 }).map((body) => post('/length', body)),
  fc
    .array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 30 }), { maxLength: 4 })
    .chain((chunks) =>
      fc
        .constantFrom('', ';ext="x"')
        .map(
          (extension) =>
            `POST /chunks HTTP/1.1\r\nHost: h\r\ntransfer-ENCODING: chunked\r\n\r\n${chunks
              .map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`)
              .join('')}0\r\nTrailer: x\r\n\r\n`,
        ),
    ),
  fc.constant('\r\nGET / HTTP/1.0\r\n\r\n'),
);

test('whatever requests come first, what follows them is found', () => {
  fc.assert(
    fc.property(
      fc.array(bodies, { maxLength: 5 }),
      fc.string({ unit: 'binary-ascii', maxLength: 50 }),
      (requests, rest) => {
        const whole = requests.join('');
        const { end, count } = skipRequests(Buffer.from(whole + rest, 'latin1'), requests.length);
        expect([end, count]).toEqual([whole.length, requests.length]);
      },
    ),
  );
});

test('a request that is not complete is not skipped, wherever it breaks off', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), (request, at) => {
      const cut = at % request.length;
      expect(skipRequests(Buffer.from(request.slice(0, cut), 'latin1'), 1)).toEqual({ end: 0, count: 0 });
    }),
  );
});

test('nothing behind the limit is skipped', () => {
  const request = post('/', 'x');
  const bytes = Buffer.from(request + request);
  expect(skipRequests(bytes, 9, bytes.length - 1)).toEqual({ end: request.length, count: 1 });
});

test('any bytes at all are walked without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(skipRequests(Buffer.from(bytes), 3).end).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

test('blank is what has line ends only', () => {
  expect(isBlank(Buffer.from(''))).toBe(true);
  expect(isBlank(Buffer.from('\r\n\n'))).toBe(true);
  expect(isBlank(Buffer.from('\r\n \n'))).toBe(false);
});
