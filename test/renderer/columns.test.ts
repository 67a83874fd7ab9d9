import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColumnId,
  columnIds,
  defaultColumns,
  layoutColumns,
  moveColumn,
  narrowest,
  parseColumns,
  resizeColumn,
  toggleColumn,
  widest,
  widthOf,
} from '../../renderer/inbox/columns.ts';

const column = fc.constantFrom(...columnIds);

describe('columns', () => {
  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['a number', '7'],
    ['no known column', '{"order":["colour",4]}'],
  ])('are the default ones when %s is stored', (_what, stored) => {
    expect(parseColumns(stored)).toEqual(defaultColumns);
  });

  it('are read as they were stored, without what is not known, twice there, or out of bounds', () => {
    const stored = JSON.stringify({
      order: ['id', 'colour', 'time', 'id'],
      widths: { id: 90, time: 1e9, phone: 'wide', colour: 3 },
    });
    expect(parseColumns(stored)).toEqual({ order: ['id', 'time'], widths: { id: 90, time: widest } });
  });

  it('appear where they are offered, and the last one stays', () => {
    const without = toggleColumn(defaultColumns, 'phone');
    expect(without.order).not.toContain('phone');
    expect(toggleColumn(without, 'phone').order).toEqual(defaultColumns.order);
    const one = { order: ['id'] as ColumnId[], widths: {} };
    expect(toggleColumn(one, 'id')).toBe(one);
  });

  it('move by places and stop at the ends', () => {
    expect(moveColumn(defaultColumns, 'kind', -1).order.slice(0, 2)).toEqual(['kind', 'time']);
    expect(moveColumn(defaultColumns, 'time', -5)).toEqual(defaultColumns);
    expect(moveColumn(defaultColumns, 'time', 99).order.at(-1)).toBe('time');
  });

  it('keep a width within bounds, and go back to their own', () => {
    expect(widthOf(resizeColumn(defaultColumns, 'phone', 3), 'phone', false)).toBe(narrowest);
    const wide = resizeColumn(defaultColumns, 'phone', 200.4);
    expect(widthOf(wide, 'phone', false)).toBe(200);
    expect(resizeColumn(wide, 'phone', null)).toEqual(defaultColumns);
    expect(widthOf(defaultColumns, 'time', true)).toBeGreaterThan(widthOf(defaultColumns, 'time', false));
  });

  it('fit into any width that holds three of them, in the order chosen', () => {
    fc.assert(
      fc.property(fc.uniqueArray(column, { minLength: 1 }), fc.integer({ min: 0, max: 3000 }), (order, width) => {
        const { shown, template, minWidth } = layoutColumns({ order, widths: {} }, { width, dated: false });
        expect(order.filter((id) => shown.includes(id))).toEqual(shown);
        expect(shown.length).toBeGreaterThanOrEqual(Math.min(3, order.length));
        if (shown.length > 3) expect(minWidth).toBeLessThanOrEqual(width);
        expect(template.split(/ (?![^(]*\))/).length).toBe(shown.length + (shown.includes('excerpt') ? 1 : 2));
      }),
    );
  });

  it('leave out what matters least first', () => {
    const at = (width: number) => layoutColumns(defaultColumns, { width, dated: false }).shown;
    expect(at(1400)).toEqual(defaultColumns.order);
    expect(at(860)).not.toContain('via');
    expect(at(500)).toContain('time');
    expect(at(500)).toContain('excerpt');
    expect(at(500)).not.toContain('phone');
  });
});
