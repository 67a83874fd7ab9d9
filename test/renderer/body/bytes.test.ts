import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, placeOf, safeFileName, toBase64, toHex } from '../../../renderer/post/body/copy-forms.ts';
import { findBytes, mostFinds, needleOf } from '../../../renderer/post/body/find-bytes.ts';
import { hexRow } from '../../../renderer/post/body/hex-rows.ts';
import { coversAll, moved, rangeAt } from '../../../renderer/post/body/ranges.ts';
import { runInSlices } from '../../../renderer/post/body/slices.ts';
import { maskedText } from '../../../renderer/post/mask.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const none = { secrets: [], finds: [], current: null, chosen: null };

describe('a row of hex', () => {
  it('has two groups of eight and printable text', () => {
    const [run] = hexRow(bytes('title=Fall+campaign'), { row: 0, perRow: 16 }, none);
    expect(run).toEqual({
      start: 0,
      mark: null,
      hex: '74 69 74 6c 65 3d 46 61  6c 6c 2b 63 61 6d 70 61  ',
      text: 'title=Fall+campa',
    });
  });

  it('hides secrets whatever else is marked there', () => {
    const body = bytes('pw=hunter2&x=1');
    const secrets = [{ start: 3, end: 10 }];
    const runs = hexRow(
      body,
      { row: 0, perRow: 16 },
      { secrets, finds: secrets, current: secrets[0] ?? null, chosen: null },
    );
    expect(runs.map(({ text, mark }) => [text, mark])).toEqual([
      ['pw=', null],
      ['•••••••', 'secret'],
      ['&x=1', null],
    ]);
    expect(runs.map(({ hex }) => hex).join('')).not.toContain('68 75 6e');
  });

  it('begins where its row begins, and marks finds and what was chosen', () => {
    const marks = {
      ...none,
      finds: [{ start: 8, end: 9 }],
      current: { start: 9, end: 10 },
      chosen: { start: 8, end: 12 },
    };
    const runs = hexRow(bytes('01234567abcdefgh'), { row: 1, perRow: 8 }, marks);
    expect(runs.map(({ text, mark }) => [text, mark])).toEqual([
      ['a', 'find'],
      ['b', 'current'],
      ['cd', 'chosen'],
      ['efgh', null],
    ]);
  });
});

describe('finding bytes', () => {
  it('finds what a simple search finds, but for what is hidden', () => {
    const unit = fc.constantFrom('a', 'b');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 40 }),
        fc.string({ unit, minLength: 1, maxLength: 4 }),
        (text, sought) => {
          const expected: number[] = [];
          for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) expected.push(at);
          expect(findBytes(bytes(text), bytes(sought), []).map(({ start }) => start)).toEqual(expected);
        },
      ),
    );
  });

  it('does not tell what is masked', () => {
    const hidden = [{ start: 3, end: 10 }];
    const body = bytes('pw=hunter2&x=hunter2');
    expect(findBytes(body, bytes('hunter2'), hidden)).toEqual([{ start: 13, end: 20 }]);
    expect(findBytes(body, bytes('='), hidden)).toEqual([
      { start: 2, end: 3 },
      { start: 12, end: 13 },
    ]);
    expect(findBytes(body, bytes('=h'), hidden)).toEqual([{ start: 12, end: 14 }]);
  });

  it('is bounded', () => {
    expect(findBytes(new Uint8Array(mostFinds * 3), new Uint8Array(1), [])).toHaveLength(mostFinds);
  });

  it('takes text, and hex in any spelling', () => {
    expect(needleOf('é', 'text')).toEqual(Uint8Array.of(0xc3, 0xa9));
    for (const spelled of ['0d 0a', '0D0A', '0x0d,0x0a', '0d:0a']) {
      expect(needleOf(spelled, 'hex')).toEqual(Uint8Array.of(13, 10));
    }
    for (const wrong of ['0', 'xy', '0d 0', '']) expect(needleOf(wrong, 'hex')).toBeNull();
  });
});

describe('copies', () => {
  it('write all bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(toBase64(any)).toBe(Buffer.from(any).toString('base64'));
        expect(toHex(any)).toBe(Buffer.from(any).toString('hex'));
      }),
    );
    const large = new Uint8Array(100_000).fill(200);
    expect(toBase64(large)).toBe(Buffer.from(large).toString('base64'));
  });

  it('are saved under a name that leads nowhere else', () => {
    expect(safeFileName('../../etc/passwd', 'x')).toBe('passwd');
    expect(safeFileName('C:\\temp\\a.png', 'x')).toBe('a.png');
    expect(safeFileName('..', 'x')).toBe('x');
    expect(safeFileName(null, 'x')).toBe('x');
    expect(safeFileName('ab\u202egnp.exe\u0000', 'x')).toBe('abgnp.exe');
    expect(safeFileName('a'.repeat(400), 'x')).toHaveLength(120);
  });
});

describe('lines and places', () => {
  it('count every kind of line end', () => {
    expect(linesOf('a\r\nb\r\n')).toEqual({ count: 3, ends: 'CR LF' });
    expect(linesOf('a\nb')).toEqual({ count: 2, ends: 'LF' });
    expect(linesOf('a\rb')).toEqual({ count: 2, ends: 'CR' });
    expect(linesOf('a\nb\r\nc')).toEqual({ count: 3, ends: null });
    expect(linesOf('')).toEqual({ count: 1, ends: null });
  });

  it('are counted from one', () => {
    expect(placeOf('ab\r\ncd', 5)).toEqual({ line: 2, column: 2 });
    expect(placeOf('ab', 0)).toEqual({ line: 1, column: 1 });
  });
});

describe('ranges', () => {
  it('are found, moved, and known to cover all', () => {
    const ranges = [
      { start: 2, end: 4 },
      { start: 4, end: 9 },
    ];
    expect(rangeAt(ranges, 4)).toBe(ranges[1]);
    expect(rangeAt(ranges, 9)).toBeNull();
    expect(moved(ranges, { start: 3, end: 6 })).toEqual([
      { start: 0, end: 1 },
      { start: 1, end: 3 },
    ]);
    expect([coversAll(ranges, 9), coversAll([{ start: 0, end: 9 }], 9), coversAll([], 0)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('mask in any charset', () => {
    const body = Uint8Array.from('pw=gr\xfcn&x=\xe9', (char) => char.charCodeAt(0));
    expect(maskedText(body, [{ start: 3, end: 7 }], 'windows-1252')).toBe('pw=••••••&x=é');
  });
});

describe('work in slices', () => {
  function* counting(upTo: number) {
    for (let i = 0; i < upTo; i++) yield i / upTo;
    return upTo;
  }

  it('comes to its end, and tells how far it is', async () => {
    const shares: number[] = [];
    const { signal } = new AbortController();
    expect(await runInSlices(counting(5), { signal, sliceMs: 0, onProgress: (share) => shares.push(share) })).toBe(5);
    expect(shares).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  });

  it('lets others work between, and stops when nobody wants it', async () => {
    const left = new AbortController();
    const work = runInSlices(counting(1e9), { signal: left.signal, sliceMs: 1 });
    setTimeout(() => left.abort());
    await expect(work).rejects.toThrow('abort');
  });
});
