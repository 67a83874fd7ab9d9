import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { StatusLabel } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { isBlank, labelOf } from './label-words.ts';
import { text } from './strings.ts';

const none: readonly StatusLabel[] = [];

/** All labels the user gave; none while they are being read. */
export function useStatusLabels(): readonly StatusLabel[] {
  const { api } = useLive();
  return useQuery(api.query.statusLabels.list.queryOptions()).data ?? none;
}

/** The user's label of a post's status value, or null. */
export function useStatusLabel(post: { dialect: string | null; status: string | null }): StatusLabel | null {
  return labelOf(useStatusLabels(), post);
}

/** Saves a label, or with all null takes it away; every view shows it at once. */
export function usePutLabel(done?: () => void) {
  const { api } = useLive();
  const queries = useQueryClient();
  return useMutation(
    api.query.statusLabels.put.mutationOptions({
      onSuccess: (labels, put) => {
        queries.setQueryData(api.query.statusLabels.list.queryKey(), labels);
        toast(isBlank(put) ? text.removed(put.status) : text.saved(put.status));
        done?.();
      },
      onError: toastFault,
    }),
  );
}
