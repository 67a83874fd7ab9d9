export interface Named {
  name: string;
}

/** What was taken out of a list, and where it stood. */
export interface TakenOut<T> {
  at: number;
  item: T;
}

/** A list without the item of a name, and what that was; null when there is none. */
export function takeOut<T extends Named>(list: readonly T[], name: string): { rest: T[]; taken: TakenOut<T> | null } {
  const at = list.findIndex((each) => each.name === name);
  const item = list[at];
  return item === undefined ? { rest: [...list], taken: null } : { rest: list.toSpliced(at, 1), taken: { at, item } };
}

/** A list with what was taken out of it back in its place; as it is when there is another of that name. */
export function putBack<T extends Named>(list: readonly T[], { at, item }: TakenOut<T>): T[] {
  return list.some(({ name }) => name === item.name) ? [...list] : list.toSpliced(at, 0, item);
}

/** A list with an item in the place of the one of a name; at the end where there is none, or for a new one (null). */
export function putFor<T extends Named>(list: readonly T[], name: string | null, item: T): T[] {
  const at = list.findIndex((each) => each.name === name);
  return at < 0 ? [...list, item] : list.with(at, item);
}
