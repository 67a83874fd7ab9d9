import { useRef } from 'react';

/** A row's key for React, by the id of its post. */
export type RowKeys = ReadonlyMap<number, number>;

/**
 * Keys for the posts on screen. A post that stays keeps its own, so that its row is only moved. Under another query each takes
 * over the key of the row that stood in its place: at each key of a search, to fill rows anew is less work than to take them away
 * and make others. Not so while posts pour in: what moves inside a row that stays is a shift of the layout.
 *
 * @param before in the order of rows
 * @param ids newest first, none twice
 */
export function rowKeys(before: RowKeys, ids: readonly number[], isOtherQuery: boolean): RowKeys {
  if (ids.length === before.size && ids.every((id) => before.has(id))) return before;
  const old = [...before.values()];
  let fresh = Math.max(0, ...old) + 1;
  if (isOtherQuery) return new Map(ids.map((id, place) => [id, old[place] ?? fresh++]));
  return new Map(ids.map((id) => [id, before.get(id) ?? fresh++]));
}

/** The same from one drawing to the next. */
export function useRowKeys(ids: readonly number[], query: string): RowKeys {
  const last = useRef<{ keys: RowKeys; query: string }>({ keys: new Map(), query });
  last.current = { keys: rowKeys(last.current.keys, ids, query !== last.current.query), query };
  return last.current.keys;
}
