/** The columns of the list: which there are, which are chosen, in which order and how wide. */

/** All that a post's row can show, in the order in which they are offered. */
export const columnIds = [
  'time',
  'kind',
  'phone',
  'key',
  'excerpt',
  'findings',
  'response',
  'via',
  'size',
  'id',
  'keyword',
  'ticket',
  'customTicket',
  'code',
  'status',
  'endpoint',
  'method',
  'path',
] as const;
export type ColumnId = (typeof columnIds)[number];

/** Pixels. A time that carries its day takes more. */
const widths: Record<ColumnId, number> = {
  time: 100,
  kind: 74,
  phone: 116,
  key: 128,
  excerpt: 240,
  findings: 40,
  response: 50,
  via: 52,
  size: 60,
  id: 72,
  keyword: 90,
  ticket: 110,
  customTicket: 120,
  code: 64,
  status: 100,
  endpoint: 110,
  method: 62,
  path: 140,
};
const dayWidth = 48;
export const narrowest = 32;
export const widest = 800;

export interface ColumnChoice {
  /** Shown, from left to right. The excerpt takes what the others leave. */
  order: readonly ColumnId[];
  /** Widths that the user set, in pixels. */
  widths: Readonly<Partial<Record<ColumnId, number>>>;
}

export const defaultColumns: ColumnChoice = {
  order: ['time', 'kind', 'phone', 'key', 'excerpt', 'findings', 'response', 'via', 'size'],
  widths: {},
};

/** Left out first, second, … where the list is too narrow for all. What is not named goes before these. */
const leftOutLast: readonly ColumnId[] = ['time', 'kind', 'response', 'findings', 'phone', 'key', 'size', 'via'];
/** What the excerpt keeps before another column is left out, and what it has at least. */
const excerptWants = 150;
const excerptMin = 60;
const gap = 10;
/** The cell of marks on the left, and what is left free on the right. */
export const marksWidth = 44;
const edges = marksWidth + 26;

/** Reads a choice as it was stored; what is not known is passed over, and nothing at all is the default. */
export function parseColumns(stored: string | null): ColumnChoice {
  try {
    const read: unknown = JSON.parse(stored ?? 'null');
    if (typeof read !== 'object' || read === null) return defaultColumns;
    const { order, widths: set } = read as { order?: unknown; widths?: unknown };
    const known = new Set(Array.isArray(order) ? order.filter(isColumn) : []);
    if (known.size === 0) return defaultColumns;
    const kept = Object.entries(typeof set === 'object' && set !== null ? set : {}).filter(
      (entry): entry is [ColumnId, number] => isColumn(entry[0]) && typeof entry[1] === 'number' && entry[1] > 0,
    );
    return {
      order: [...known],
      widths: Object.fromEntries(kept.map(([id, width]) => [id, clampColumn(width)])),
    };
  } catch {
    return defaultColumns;
  }
}

/** Shows a column where it is offered, or takes it away; the last one stays. */
export function toggleColumn(choice: ColumnChoice, id: ColumnId): ColumnChoice {
  if (!choice.order.includes(id)) return { ...choice, order: insertByOffer(choice.order, id) };
  if (choice.order.length === 1) return choice;
  return { ...choice, order: choice.order.filter((each) => each !== id) };
}

/** Moves a column by so many places; at an end it stays. */
export function moveColumn(choice: ColumnChoice, id: ColumnId, by: number): ColumnChoice {
  const from = choice.order.indexOf(id);
  if (from < 0) return choice;
  const to = Math.max(0, Math.min(choice.order.length - 1, from + by));
  const order = choice.order.filter((each) => each !== id);
  order.splice(to, 0, id);
  return { ...choice, order };
}

/** Sets a width in pixels, within bounds; null is the width it has by itself. */
export function resizeColumn(choice: ColumnChoice, id: ColumnId, width: number | null): ColumnChoice {
  const { [id]: _old, ...others } = choice.widths;
  return { ...choice, widths: width === null ? others : { ...others, [id]: clampColumn(width) } };
}

/** @param dated true while times in the list carry their day */
export function widthOf(choice: ColumnChoice, id: ColumnId, dated: boolean): number {
  return choice.widths[id] ?? widths[id] + (id === 'time' && dated ? dayWidth : 0);
}

/**
 * What fits into a list of some width.
 *
 * @param width pixels of the list
 * @returns the columns to show, the value for `grid-template-columns`, and the least width with which all of it is seen
 */
export function layoutColumns(
  choice: ColumnChoice,
  { width, dated }: { width: number; dated: boolean },
): { shown: ColumnId[]; template: string; minWidth: number } {
  const shown = [...choice.order];
  const wanted = () =>
    shown.reduce((sum, id) => sum + gap + (id === 'excerpt' ? excerptWants : widthOf(choice, id, dated)), edges);
  while (shown.length > 3 && wanted() > width) {
    const [first] = shown
      .filter((id) => id !== 'excerpt')
      .sort((a, b) => rank(b) - rank(a) || columnIds.indexOf(b) - columnIds.indexOf(a));
    shown.splice(shown.indexOf(first as ColumnId), 1);
  }
  const tracks = shown.map((id) =>
    id === 'excerpt' ? `minmax(${excerptMin}px, 1fr)` : `${widthOf(choice, id, dated)}px`,
  );
  // Without the excerpt the last column takes the rest, so that rows reach the edge.
  if (!shown.includes('excerpt')) tracks.push('1fr');
  const least = shown.reduce(
    (sum, id) => sum + gap + (id === 'excerpt' ? excerptMin : widthOf(choice, id, dated)),
    edges,
  );
  return { shown, template: `${marksWidth}px ${tracks.join(' ')}`, minWidth: least };
}

function rank(id: ColumnId): number {
  const at = leftOutLast.indexOf(id);
  return at < 0 ? leftOutLast.length : at;
}

function insertByOffer(order: readonly ColumnId[], id: ColumnId): ColumnId[] {
  const next = columnIds.slice(columnIds.indexOf(id) + 1).find((each) => order.includes(each));
  const at = next === undefined ? order.length : order.indexOf(next);
  return order.toSpliced(at, 0, id);
}

function clampColumn(width: number): number {
  return Math.round(Math.max(narrowest, Math.min(widest, width)));
}

function isColumn(value: unknown): value is ColumnId {
  return (columnIds as readonly unknown[]).includes(value);
}
