import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { PlatformReading } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';

/** What one platform's handler gets for a field. */
export interface FieldReading {
  platform: PlatformReading['platform'];
  expression: string;
  value: string | null;
  note: string | null;
  /** Positions of all the fields it is made of. */
  positions: readonly number[];
}

/** How the usual platforms read a post; empty while it is being read, and when it cannot be. */
export function useReadings(postId: number) {
  const { api } = useLive();
  const read = useQuery(api.query.posts.readings.queryOptions({ input: { id: postId } })).data;
  return useMemo(() => ({ readings: read ?? [], byPosition: byPosition(read ?? []) }), [read]);
}

/** The readings of each field, by its position. */
export function byPosition(readings: readonly PlatformReading[]): ReadonlyMap<number, FieldReading[]> {
  const found = new Map<number, FieldReading[]>();
  for (const { platform, fields } of readings) {
    for (const field of fields) {
      for (const position of field.positions) {
        const list = found.get(position);
        if (list) list.push({ platform, ...field });
        else found.set(position, [{ platform, ...field }]);
      }
    }
  }
  return found;
}
