import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { icnsFile, icnsSizes, icoFile, icoSizes } from '../../scripts/icon-files.ts';

const build = join(import.meta.dirname, '../../build');

/** Sides of a PNG as its header tells them. */
function sidesOf(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

function picturesOfIco(file: Buffer): { side: number; png: Buffer }[] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const offset = file.readUInt32LE(at + 12);
    return { side: file.readUInt8(at) || 256, png: file.subarray(offset, offset + file.readUInt32LE(at + 8)) };
  });
}

function picturesOfIcns(file: Buffer): { type: string; png: Buffer }[] {
  expect(file.subarray(0, 4).toString('latin1')).toBe('icns');
  expect(file.readUInt32BE(4)).toBe(file.length);
  const pictures: { type: string; png: Buffer }[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    const end = at + file.readUInt32BE(at + 4);
    pictures.push({ type: file.subarray(at, at + 4).toString('latin1'), png: file.subarray(at + 8, end) });
  }
  return pictures;
}

describe('the icons in build/', () => {
  test('Windows: every picture has the size that its entry says', () => {
    const pictures = picturesOfIco(readFileSync(join(build, 'icon.ico')));
    expect(pictures.map(({ side }) => side)).toEqual([...icoSizes]);
    for (const { side, png } of pictures) expect(sidesOf(png)).toEqual([side, side]);
  });

  test('macOS: every picture has the size that its type stands for', () => {
    // https://en.wikipedia.org/wiki/Apple_Icon_Image_format
    const sides = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
    const pictures = picturesOfIcns(readFileSync(join(build, 'icon.icns')));
    expect(Object.fromEntries(pictures.map(({ type, png }) => [type, sidesOf(png)[0]]))).toEqual(sides);
    expect([...new Set(Object.values(sides))]).toEqual(icnsSizes);
  });

  test('Linux: files are named after their sizes', () => {
    for (const side of [16, 32, 48, 64, 128, 256, 512]) {
      expect(sidesOf(readFileSync(join(build, 'icons', `${side}x${side}.png`)))).toEqual([side, side]);
    }
  });
});

test('sizes that a format cannot hold are refused', () => {
  const png = Buffer.alloc(1);
  expect(() => icoFile([{ size: 512, png }])).toThrow('up to 256 pixels');
  expect(() => icnsFile([{ size: 48, png }])).toThrow('this one has 48');
});
