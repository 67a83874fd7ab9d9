import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimumSize, type Placement, placeWindow, preferredSize } from '../../main/desktop/placement.ts';
import { profileIn } from '../../main/desktop/profile.ts';
import { readPlacement, writePlacement } from '../../main/desktop/window-file.ts';
import { StartError } from '../../main/errors.ts';

const laptop = { x: 0, y: 25, width: 1512, height: 920 };
const left = { x: -1920, y: 0, width: 1920, height: 1080 };
const tiny = { x: 0, y: 0, width: 800, height: 480 };

async function dataFolder() {
  const path = await mkdtemp(join(tmpdir(), 'tapline-window-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

describe('where the window goes', () => {
  test.each([
    ['first start: in the middle', null, [laptop], { x: 36, y: 35, ...preferredSize }],
    [
      'where it was',
      { x: 100, y: 60, width: 1000, height: 700 },
      [laptop],
      { x: 100, y: 60, width: 1000, height: 700 },
    ],
    [
      'on the second display',
      { x: -1900, y: 10, width: 1000, height: 700 },
      [laptop, left],
      { x: -1900, y: 10, width: 1000, height: 700 },
    ],
    [
      'its display is gone: to the middle of the first',
      { x: -1900, y: 10, width: 1000, height: 700 },
      [laptop],
      { x: 256, y: 135, width: 1000, height: 700 },
    ],
    [
      'partly outside: moved in',
      { x: 1400, y: 800, width: 1000, height: 700 },
      [laptop],
      { x: 512, y: 245, width: 1000, height: 700 },
    ],
    [
      'title bar above the edge: moved down',
      { x: 10, y: -300, width: 1000, height: 700 },
      [laptop],
      { x: 10, y: 25, width: 1000, height: 700 },
    ],
    ['larger than the display: shrunk', { x: 0, y: 25, width: 3000, height: 2000 }, [laptop], laptop],
    ['smaller than it can be', { x: 5, y: 30, width: 10, height: 10 }, [laptop], { x: 5, y: 30, ...minimumSize }],
    ['a display smaller than the window can be', null, [tiny], tiny],
  ])('%s', (_name, saved, areas, expected) => {
    expect(placeWindow(saved, areas)).toEqual(expected);
  });

  test('it lies on a display, whatever was saved', () => {
    const whole = fc.integer({ min: -100_000, max: 100_000 });
    const size = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(whole, whole, size, size, (x, y, width, height) => {
        const placed = placeWindow({ x, y, width, height }, [laptop, left]);
        const inside = [laptop, left].filter(
          (area) =>
            placed.x >= area.x &&
            placed.y >= area.y &&
            placed.x + placed.width <= area.x + area.width &&
            placed.y + placed.height <= area.y + area.height,
        );
        expect(inside).toHaveLength(1);
      }),
    );
  });
});

describe("Chromium's profile", () => {
  test('lies in the data folder, for its owner alone, and may be there already', async () => {
    await using folder = await dataFolder();
    const data = join(folder.path, 'new', 'data');
    expect(profileIn(data)).toBe(join(data, 'window'));
    expect(profileIn(data)).toBe(join(data, 'window'));
    if (process.platform !== 'win32') expect((await stat(data)).mode & 0o777).toBe(0o700);
  });

  test('a data folder that cannot be made is told in a sentence', async () => {
    await using folder = await dataFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    expect(() => profileIn(file)).toThrow(StartError);
    expect(() => profileIn(file)).toThrow(/^The data folder .+file cannot be written \(.+\)\. Make it writable/);
  });
});

describe('window.json', () => {
  const placement: Placement = { x: -5, y: 7, width: 1000, height: 700, maximized: true };

  test('comes back as it was saved, and leaves nothing else behind', async () => {
    await using folder = await dataFolder();
    writePlacement(folder.path, { ...placement, maximized: false });
    writePlacement(folder.path, placement);
    expect(readPlacement(folder.path)).toEqual(placement);
    expect(await readdir(folder.path)).toEqual(['window.json']);
    if (process.platform !== 'win32') {
      expect((await stat(join(folder.path, 'window.json'))).mode & 0o777).toBe(0o600);
    }
  });

  test.each([
    ['no file', null],
    ['an empty file', ''],
    ['half a file', '{"x":1,"y"'],
    ['a list', '[]'],
    ['text for numbers', '{"x":"1","y":2,"width":3,"height":4,"maximized":false}'],
    ['no width', '{"x":1,"y":2,"height":4,"maximized":false}'],
    ['a negative width', '{"x":1,"y":2,"width":-3,"height":4,"maximized":false}'],
  ])('%s counts as nothing saved', async (_name, content) => {
    await using folder = await dataFolder();
    if (content !== null) await writeFile(join(folder.path, 'window.json'), content);
    expect(readPlacement(folder.path)).toBeNull();
  });
});
