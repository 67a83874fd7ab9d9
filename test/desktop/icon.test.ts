import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { trayIcon, unreadIcon } from '../../main/desktop/icon.ts';

/** Red, green, blue and alpha of a pixel of our own PNGs: one IDAT, no filters. */
function pixel(png: Buffer, x: number, y: number): number[] {
  const width = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const at = y * (1 + width * 4) + 1 + x * 4;
  return [...rows.subarray(at, at + 4)];
}

test.each([16, 32])('the tray icon of %i pixels has the brand, transparent corners and the state as a dot', (size) => {
  const scale = size / 32;
  const at = (png: Buffer, x: number, y: number) => pixel(png, Math.floor(x * scale), Math.floor(y * scale));
  const colours = (['online', 'connecting', 'offline', 'off'] as const).map((state) => {
    const png = trayIcon(state, size);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    expect(at(png, 0, 0)[3]).toBe(0);
    expect(at(png, 4, 26)).toEqual([63, 91, 219, 255]);
    return String(at(png, 25, 25));
  });
  expect(new Set(colours).size).toBe(4);
  expect(colours.every((colour) => colour.endsWith(',255'))).toBe(true);
  expect(trayIcon('reconnecting', size)).toEqual(trayIcon('connecting', size));
});

test('the taskbar dot is round', () => {
  const png = unreadIcon(32);
  expect(pixel(png, 16, 16)[3]).toBe(255);
  expect(pixel(png, 1, 1)[3]).toBe(0);
});
