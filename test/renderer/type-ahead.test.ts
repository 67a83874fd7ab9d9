import { describe, expect, it } from 'vitest';
import { createTypeAhead } from '../../renderer/ui/type-ahead.ts';

const stroke = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('keys typed ahead of their field', () => {
  it('are kept for it, and only until it is there', () => {
    const keys = createTypeAhead();
    expect(keys.take(stroke('a'))).toBe(false);
    keys.begin();
    expect(['R', 'e', 'x', 'Backspace', ' ', 'é'].map((key) => keys.take(stroke(key)))).not.toContain(false);
    expect(keys.end()).toBe('Re é');
    expect(keys.take(stroke('a'))).toBe(false);
    expect(keys.end()).toBe('');
  });

  it('leave alone what types nothing', () => {
    const keys = createTypeAhead();
    keys.begin();
    for (const key of ['Enter', 'Escape', 'ArrowDown', 'Shift', 'Control']) expect(keys.take(stroke(key))).toBe(false);
    for (const held of ['ctrlKey', 'metaKey', 'altKey'] as const)
      expect(keys.take(stroke('k', { [held]: true }))).toBe(false);
    expect(keys.end()).toBe('');
  });

  it('are commands again when the field does not come', () => {
    let now = 0;
    const keys = createTypeAhead(() => now);
    keys.begin();
    now = 4000;
    expect(keys.take(stroke('a'))).toBe(true);
    now = 6000;
    expect(keys.take(stroke('b'))).toBe(false);
    expect(keys.end()).toBe('');
  });
});
