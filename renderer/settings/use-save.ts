import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Settings } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';

/** What became of a change, told beside its field. */
export interface Answer {
  state: 'saving' | 'saved' | 'failed';
  /** Why it was not saved. */
  message?: string;
}

export type Save = (change: Partial<Settings>) => void;

/** Saves one change at a time and keeps the answer of the last one, by the names of the settings it was about. */
export function useSave() {
  const { api } = useLive();
  const queries = useQueryClient();
  const [last, setLast] = useState<{ names: readonly string[]; answer: Answer } | null>(null);
  const { mutate } = useMutation(
    api.query.settings.update.mutationOptions({
      onMutate: (change) => setLast({ names: Object.keys(change), answer: { state: 'saving' } }),
      onSuccess: (next, change) => {
        queries.setQueryData(api.query.settings.get.queryKey(), next);
        setLast({ names: Object.keys(change), answer: { state: 'saved' } });
      },
      onError: (error, change) =>
        setLast({ names: Object.keys(change), answer: { state: 'failed', message: faultOf(error).message } }),
    }),
  );
  const save = useCallback<Save>((change) => mutate(change), [mutate]);
  return {
    save,
    /** The answer for one setting; null when another was changed since. */
    answerOf: (name: keyof Settings): Answer | null => (last?.names.includes(name) ? last.answer : null),
  };
}
