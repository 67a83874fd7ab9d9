import { describe, expect, it } from 'vitest';
import { bodyForm, drawBody, firstPart } from '../../renderer/post/body-view.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('bodyForm', () => {
  it('believes the bytes before the Content-Type', () => {
    expect(bodyForm(bytes(' {"a":1}'), 'text/plain')).toBe('json');
    expect(bodyForm(bytes('a=1'), 'application/x-www-form-urlencoded')).toBe('text');
    expect(bodyForm(new Uint8Array([0, 1, 2]), 'text/plain')).toBe('binary');
  });

  it('takes a large text whose first part ends inside a character', () => {
    expect(bodyForm(bytes(`${'x'.repeat(firstPart - 1)}é`), null)).toBe('text');
  });
});

describe('drawBody', () => {
  const body = bytes('password=hunter2!');
  const ranges = [{ start: 9, end: 17 }];

  it('masks text and hex alike', () => {
    expect(drawBody({ bytes: body, as: 'text', ranges, whole: true })).toBe('password=••••••');
    expect(drawBody({ bytes: body, as: 'hex', ranges, whole: true })).not.toContain('hunter');
  });

  it('draws the first part only, unless asked for all', () => {
    const large = new Uint8Array(firstPart + 5).fill(0x61);
    expect(drawBody({ bytes: large, as: 'text', ranges: [], whole: false })).toHaveLength(firstPart);
    expect(drawBody({ bytes: large, as: 'text', ranges: [], whole: true })).toHaveLength(firstPart + 5);
  });

  it('masks a credential that the first part cuts through', () => {
    const large = new Uint8Array(firstPart + 5).fill(0x61);
    const cut = [{ start: firstPart - 2, end: firstPart + 2 }];
    expect(drawBody({ bytes: large, as: 'text', ranges: cut, whole: false }).endsWith('a••••••')).toBe(true);
  });
});
