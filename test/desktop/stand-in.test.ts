import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { runtimes } from './launch.ts';
import { makeCodec } from './stand-in/clone.ts';

const all = await runtimes();
const standIn = all.find((runtime) => !runtime.isReal);
if (!standIn) throw new Error('There is no stand-in.');
afterAll(() => standIn[Symbol.asyncDispose]());

describe('what passes between the worlds of the stand-in', () => {
  const { encode, decode } = makeCodec();

  test('is what structured cloning makes of it', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: false,
      withNullPrototype: false,
    });
    fc.assert(
      fc.property(value, (given) => {
        expect(decode(encode(given))).toEqual(structuredClone(given));
      }),
      { numRuns: 300 },
    );
  });

  test('keeps shared and circular references', () => {
    const shared = { name: 'shared' };
    const given: Record<string, unknown> = { one: shared, two: shared };
    given.self = given;
    const got = decode(encode(given)) as Record<string, unknown>;
    expect(got.self).toBe(got);
    expect(got.one).toBe(got.two);
  });

  test.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a promise', Promise.resolve()],
    ['a blob', new Blob(['x'])],
  ])('refuses %s', (_name, value) => {
    expect(() => encode({ value })).toThrow(/could not be cloned/);
  });
});

describe(`the stand-in for Electron${standIn.missing ? ` (skipped: ${standIn.missing})` : ''}`, () => {
  const it = test.skipIf(standIn.missing);

  it('refuses by name what it does not know', async () => {
    await using desktop = await standIn.launch();
    const said = await desktop.evaluate((electron) => {
      const attempt = (run: () => unknown) => {
        try {
          run();
          return 'nothing';
        } catch (error) {
          return (error as Error).message;
        }
      };
      return [
        attempt(() => electron.app.getLocale()),
        attempt(() => electron.app.on('gpu-info-update', () => {})),
        attempt(() => electron.webContents),
        attempt(() => new electron.BrowserWindow({ frame: false })),
        attempt(() => new electron.BrowserWindow({ webPreferences: { nodeIntegration: true } })),
        attempt(() => electron.app.enableSandbox()),
      ];
    });
    expect(said).toEqual([
      'The stand-in for Electron does not know app.getLocale.',
      "The stand-in for Electron does not know app.on('gpu-info-update').",
      'The stand-in for Electron does not know electron.webContents.',
      'The stand-in for Electron does not know BrowserWindow.frame.',
      'The stand-in for Electron does not know webPreferences.nodeIntegration: true.',
      'app.enableSandbox() can only be called before app is ready',
    ]);
  });

  it('keeps the preload script in a world of its own', async () => {
    await using desktop = await standIn.launch();
    const page = await desktop.page();
    const seen = await page.evaluate(() => {
      const own = Object.getOwnPropertyNames(window);
      return { secrets: own.filter((name) => /^s[0-9a-f]{24}/.test(name)), isWindow: window.tapline !== undefined };
    });
    expect(seen).toEqual({ secrets: [], isWindow: true });
  });
});
