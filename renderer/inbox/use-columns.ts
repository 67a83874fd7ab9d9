import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { readStored, writeStored } from '../ui/stored.ts';
import {
  type ColumnChoice,
  type ColumnId,
  defaultColumns,
  layoutColumns,
  parseColumns,
  resizeColumn,
} from './columns.ts';

const storedAs = 'columns';
/** Cells have no more than this many pixels around their text. */
const fitRoom = 6;

/** The user's columns, laid out for the width that the list has. */
export function useColumns(box: RefObject<HTMLDivElement | null>, dated: boolean) {
  const [choice, setChoice] = useState(() => parseColumns(readStored(storedAs)));
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  const change = useCallback((next: ColumnChoice) => {
    setChoice(next);
    writeStored(storedAs, JSON.stringify(next));
  }, []);
  const layout = useMemo(() => layoutColumns(choice, { width, dated }), [choice, width, dated]);
  return useMemo(
    () => ({
      choice,
      ...layout,
      change,
      reset: () => change(defaultColumns),
      /** Makes a column as wide as the longest of the values on screen. */
      fit: (id: ColumnId) => {
        const widest = longest(box.current, id);
        if (widest > 0) change(resizeColumn(choice, id, widest + fitRoom));
      },
    }),
    [box, choice, layout, change],
  );
}

function longest(box: HTMLElement | null, id: ColumnId): number {
  const range = document.createRange();
  const cells = box?.querySelectorAll(`[data-column="${id}"]`) ?? [];
  return Math.max(
    0,
    ...[...cells].map((cell) => {
      range.selectNodeContents(cell);
      return Math.ceil(range.getBoundingClientRect().width);
    }),
  );
}
