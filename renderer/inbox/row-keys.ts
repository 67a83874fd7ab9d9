import { useRef } from 'react';

/** A row's key for React, by the id of its post. */
export type RowKeys = ReadonlyMap<number, number>;

/**
 * Keys for the posts on screen. A post that stays keeps its own, so that its row is only moved. Under another query, and while
 * posts pour in so fast that most of those on screen are new, each takes over the key of the row that stood in its place: to
 * fill rows anew is less work than to take them away and make others. What can move inside a row has keys of its own for that,
 * see `post-cell.tsx`.
 *
 * @param before in the order of rows
 * @param ids newest first, none twice
 * @param change.focused the post whose row has the focus: no other post may take that row over, or be clicked in its place
 */
export function rowKeys(
  before: RowKeys,
  ids: readonly number[],
  change: { isOtherQuery: boolean; focused: number | null },
): RowKeys {
  if (ids.length === before.size && ids.every((id) => before.has(id))) return before;
  const { isOtherQuery, focused } = change;
  let fresh = Math.max(0, ...before.values()) + 1;
  const staying = ids.filter((id) => before.has(id)).length;
  const isFocusStaying = focused !== null && before.has(focused) && ids.includes(focused);
  if (isFocusStaying || !(isOtherQuery || staying * 2 <= ids.length))
    return new Map(ids.map((id) => [id, before.get(id) ?? fresh++]));
  const places = [...before].map(([id, key]) => (id === focused ? null : key));
  return new Map(ids.map((id, place) => [id, places[place] ?? fresh++]));
}

/** The same from one drawing to the next. */
export function useRowKeys(ids: readonly number[], query: string): RowKeys {
  const last = useRef<{ keys: RowKeys; query: string }>({ keys: new Map(), query });
  const isOtherQuery = query !== last.current.query;
  last.current = { keys: rowKeys(last.current.keys, ids, { isOtherQuery, focused: focusedPost() }), query };
  return last.current.keys;
}

/** The post whose row was clicked last, if nothing else has been since. */
function focusedPost(): number | null {
  const id = document.activeElement?.id;
  return id?.startsWith('post-') ? Number(id.slice('post-'.length)) : null;
}
