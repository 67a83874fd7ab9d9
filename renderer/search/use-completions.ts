import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FilterName } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { type Completion, knownCompletions, type Place, valueCompletions } from './complete.ts';

const shown = 8;
const freshMs = 5000;
const prefixChars = 256;
/** The posts that match come first, also those of the next key: values of many posts take their time. */
const listFirstMs = 140;

const counted = ['phone', 'code', 'keyword', 'ticket', 'status', 'method', 'response', 'finding'] as const;
type Counted = (typeof counted)[number];

/** What can be written at the caret: filter names, fixed values, and the values that posts have, with their counts. */
export function useCompletions(place: Place | null): readonly Completion[] {
  const { api } = useLive();
  const filter = place?.type === 'value' ? countedName(place.name) : null;
  const prefix = (place?.typed ?? '').slice(0, prefixChars);
  const wanted = useMemo(() => ({ filter, prefix }), [filter, prefix]);
  const [asked] = useDebouncedValue(wanted, listFirstMs);
  const values = useQuery(
    api.query.posts.values.queryOptions({
      input: { filter: asked.filter ?? 'phone', prefix: asked.prefix, limit: shown },
      enabled: asked.filter !== null && filter !== null,
      staleTime: freshMs,
      // While the next letter is looked up, the list keeps its place instead of closing and opening again.
      placeholderData: keepPreviousData,
    }),
  );
  const data = asked.filter === filter ? values.data : undefined;
  const isEarlier = values.isPlaceholderData || asked.prefix !== prefix;
  return useMemo(() => {
    if (place === null) return [];
    if (place.type === 'name' || filter === null) return knownCompletions(place, Date.now());
    const begins = place.typed.toLowerCase();
    const fitting = isEarlier ? data?.filter((each) => each.value.toLowerCase().startsWith(begins)) : data;
    return valueCompletions(place, fitting ?? []);
  }, [place, filter, data, isEarlier]);
}

function countedName(name: FilterName): Counted | null {
  return counted.find((each) => each === name) ?? null;
}
