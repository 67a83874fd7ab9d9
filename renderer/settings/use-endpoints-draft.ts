import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Endpoint } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { endpointFault } from './endpoint-draft.ts';
import { beginDraft, type Clash, type EndpointsDraft, endpointsOf, isChanged, rebase } from './endpoints-draft.ts';
import { text as all } from './strings.ts';

const text = all.endpoints;
const keptKey = ['endpoints-draft'] as const;

/** What has to be decided before the endpoints can be saved. */
export interface EndpointsQuestion {
  now: readonly Endpoint[];
  clashes: readonly Clash[];
}

/** The endpoints while they are edited, and how they are saved without undoing what another window or a script did. */
export function useEndpointsDraft(saved: readonly Endpoint[]) {
  const { api } = useLive();
  const queries = useQueryClient();
  const [kept, keep] = useKeptDraft();
  const [question, setQuestion] = useState<EndpointsQuestion | null>(null);
  const replace = useMutation(
    api.query.endpoints.replace.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.endpoints.list.queryKey(), next);
        void queries.invalidateQueries({ queryKey: api.query.forwards.list.queryKey() });
        keep(() => null);
        toast(text.saved);
      },
      onError: toastFault,
    }),
  );
  const read = useMutation({
    mutationFn: () => queries.fetchQuery({ ...api.query.endpoints.list.queryOptions(), staleTime: 0 }),
    onError: toastFault,
  });
  const draft = shownOf(kept, saved);

  const save = async (edited: EndpointsDraft) => {
    const now = await read.mutateAsync().catch(() => null);
    if (now === null) return;
    const { draft: next, clashes } = rebase({ draft: edited, now, side: 'mine' });
    if (clashes.length > 0) return setQuestion({ now, clashes });
    const endpoints = endpointsOf(next);
    // With what came from elsewhere, two may now have one path: the table says so.
    if (endpointFault(endpoints) === null) replace.mutate(endpoints);
  };
  return {
    draft,
    isUnsaved: isChanged(draft),
    isSaving: read.isPending || replace.isPending,
    question,
    change(edit: (draft: EndpointsDraft) => EndpointsDraft) {
      keep((latest) => unlessSaved(edit(shownOf(latest, saved))));
    },
    undo: () => keep(() => null),
    save: () => void save(draft),
    /** @param side null = nothing is saved, and the table stays as it is */
    decide(side: 'mine' | 'theirs' | null) {
      setQuestion(null);
      if (side === null || question === null) return;
      const decided = rebase({ draft, now: question.now, side }).draft;
      keep(() => unlessSaved(decided));
      if (isChanged(decided)) void save(decided);
    },
  };
}

/** What is not saved yet, null when nothing is. It stays while other screens are looked at, as long as the window lives. */
export function useKeptDraft() {
  const queries = useQueryClient();
  const { data: kept = null } = useQuery<EndpointsDraft | null>({
    queryKey: keptKey,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const keep = useCallback(
    (edit: (latest: EndpointsDraft | null) => EndpointsDraft | null) =>
      void queries.setQueryData<EndpointsDraft | null>(keptKey, (latest) => edit(latest ?? null)),
    [queries],
  );
  return [kept, keep] as const;
}

/** What was changed elsewhere shows at once, unless it has to be decided about. */
function shownOf(kept: EndpointsDraft | null, saved: readonly Endpoint[]): EndpointsDraft {
  if (kept === null) return beginDraft(saved);
  const { draft, clashes } = rebase({ draft: kept, now: saved, side: 'mine' });
  return clashes.length === 0 ? draft : kept;
}

/** Null for what needs no saving: it follows what is saved, whatever becomes of that. */
function unlessSaved(draft: EndpointsDraft): EndpointsDraft | null {
  return isChanged(draft) ? draft : null;
}
