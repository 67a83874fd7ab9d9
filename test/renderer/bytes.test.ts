import { expect, it } from 'vitest';
import { formatSize, fromBase64, textOf } from '../../renderer/ui/bytes.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1434, '1.4 KB'],
  [10 * 1024 * 1024, '10 MB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

it('reads base64 byte for byte', () => {
  expect([...fromBase64('AAH/gA==')]).toEqual([0, 1, 255, 128]);
});

it('tells text from other bytes', () => {
  expect(textOf(new TextEncoder().encode('héllo\r\n\t'))).toBe('héllo\r\n\t');
  expect(textOf(new Uint8Array([0x68, 0xe9]))).toBeNull();
  expect(textOf(new Uint8Array([0x68, 0x00]))).toBeNull();
});

it('keeps a byte order mark', () => {
  expect(textOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa');
});
