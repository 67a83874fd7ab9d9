import type { DialectInfo } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { txtwire } from './txtwire/index.ts';

/** Every known dialect. A new one is a folder beside this file and a line here. */
export const dialects: readonly Dialect[] = [txtwire];

/** The dialect with that id, or null. */
export function dialectById(id: string): Dialect | null {
  return dialects.find((dialect) => dialect.id === id) ?? null;
}

/** What views need to know of the dialects. */
export function dialectInfos(): DialectInfo[] {
  return dialects.map(({ id, name, fields, retry }) => ({
    id,
    name,
    retry,
    kinds: [
      { kind: 'callback', fields: [...fields.callback] },
      { kind: 'status', fields: [...fields.status] },
    ],
  }));
}
