import { expect, test } from 'vitest';
import { createWholeAnswers, wholeAnswer } from '../../main/replay/whole-answer.ts';

const read = (text: string) => wholeAnswer(Buffer.from(text, 'latin1'));

test('a plain answer is read as it stands', () => {
  const found = read('HTTP/1.1 404 Not Found\r\nX-A:  1 \r\nx-a: 2\r\nEmpty:\r\ncontent-LENGTH: 3\r\n\r\nabc');
  expect(found?.head).toEqual({
    statusCode: 404,
    statusMessage: 'Not Found',
    httpVersion: '1.1',
    complete: true,
    headers: { 'x-a': '1, 2', empty: '', 'content-length': '3' },
  });
  expect(found?.lines).toEqual([
    ['X-A', '1'],
    ['x-a', '2'],
    ['Empty', ''],
    ['content-LENGTH', '3'],
  ]);
  expect(found?.body.toString()).toBe('abc');
});

test.each([
  ['no end of the head', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n'],
  ['a part of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab'],
  ['bytes behind the body', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd'],
  ['no length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na'],
  ['chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na'],
  ['a folded line', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
  ['a name with a blank', 'HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n'],
  ['a lone line feed', 'HTTP/1.1 200 OK\r\nX: a\nY: b\r\nContent-Length: 0\r\n\r\n'],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n'],
  ['a 100', 'HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n'],
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
])('%s is left to the parser', (_what, text) => {
  expect(read(text)).toBeNull();
});

test('answers in a row are read each as it is, whether or not their heads are alike', () => {
  const readNext = createWholeAnswers();
  const texts = [
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\ncd',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\r\n',
    'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nef',
    'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\ne',
    'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nefg',
    'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\ngh',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  ];
  for (const text of texts) expect(readNext(Buffer.from(text)), text).toEqual(read(text));
});
