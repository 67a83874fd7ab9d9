import { expect, it } from 'vitest';
import { hexDump } from '../../renderer/ui/hex.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('writes offset, two groups of eight and printable text', () => {
  expect(hexDump(bytes('title=Fall+campaign')).split('\n')).toEqual([
    '00000000  74 69 74 6c 65 3d 46 61  6c 6c 2b 63 61 6d 70 61  title=Fall+campa',
    `00000010  69 67 6e ${'   '.repeat(13)}  ign`,
  ]);
});

it('writes bytes that are no ASCII as dots', () => {
  expect(hexDump(new Uint8Array([0, 0x1f, 0x7f, 0xff, 0x41])).endsWith('....A')).toBe(true);
});

it('hides masked ranges in both columns', () => {
  const dump = hexDump(bytes('pw=abc&x=1'), { masked: [{ start: 3, end: 6 }] });
  expect(dump).toContain('70 77 3d •• •• •• 26 78');
  expect(dump.endsWith('pw=•••&x=1')).toBe(true);
});

it('stops at the limit', () => {
  expect(hexDump(new Uint8Array(100), { limit: 16 }).split('\n')).toHaveLength(1);
});

it('writes nothing for no bytes', () => {
  expect(hexDump(new Uint8Array())).toBe('');
});
