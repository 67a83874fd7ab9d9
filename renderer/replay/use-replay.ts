import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Delivery, Edits, Post, PostSummary } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { withDelivery } from '../ui/live-cache.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import { duration } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';
import { effectiveTarget, parseRecent, withRecent } from './targets.ts';

/** Sends a post to its target, asking for one when none is known. The pick is remembered per endpoint. */
export function useReplay(options: { post: Post | PostSummary; onDelivered: (delivery: Delivery) => void }) {
  const { post } = options;
  const { api } = useLive();
  const queries = useQueryClient();
  const settings = useQuery(api.query.settings.get.queryOptions()).data;
  const endpoints = useQuery(api.query.endpoints.list.queryOptions()).data ?? [];
  const slot = `target:${post.endpoint ?? ''}`;
  const [chosen, setChosen] = useState(() => readStored(slot) || null);
  const [recent, setRecent] = useState(() => parseRecent(readStored('targets')));
  const [pending, setPending] = useState<{ edits?: Edits } | null>(null);
  const effective = effectiveTarget({ chosen, endpoint: post.endpoint, endpoints, settings });
  const mutation = useMutation(
    api.query.posts.replay.mutationOptions({
      onSuccess: (delivery) => {
        const key = api.query.posts.deliveries.queryKey({ input: { id: post.id } });
        queries.setQueryData(key, (old) => withDelivery(old ?? [], delivery));
        options.onDelivered(delivery);
        if (delivery.error) toastFault({ code: 'INTERNAL', message: text.notDelivered(delivery.error.code) });
        else toast(text.answered(delivery.response?.status ?? 0, duration(delivery.durationMs)));
      },
      onError: (error, sent) => {
        if (faultOf(error).code === 'TARGET_MISSING') setPending(sent.edits ? { edits: sent.edits } : {});
        else toastFault(error);
      },
    }),
  );
  const send = (target: string | null, edits?: Edits) => {
    if (mutation.isPending) return;
    mutation.mutate({ id: post.id, ...(target ? { target } : {}), ...(edits ? { edits } : {}) });
  };
  const choose = (target: string | null) => {
    writeStored(slot, target ?? '');
    setChosen(target);
    if (!target) return;
    const next = withRecent(recent, target);
    setRecent(next);
    writeStored('targets', JSON.stringify(next));
  };
  return {
    chosen,
    effective,
    recent,
    choose,
    busy: mutation.isPending,
    asking: pending !== null,
    ask: () => setPending({}),
    cancel: () => setPending(null),
    /** Sends at once. The core knows a target that the views do not (a flag), so only it can say that none is set. */
    start(what: { edits?: Edits }) {
      send(chosen, what.edits);
    },
    /** The answer to the question for a target. */
    answer(target: string) {
      choose(target);
      send(target, pending?.edits);
      setPending(null);
    },
  };
}
