import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Delivery, Edits, Post, PostSummary } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { withDelivery } from '../ui/live-cache.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import { duration } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { useLab } from './lab-context.ts';
import { text } from './strings.ts';
import { isTarget, parseRecent, withRecent } from './targets.ts';
import { targetSlot, useTargetOf } from './use-target-of.ts';

/** Sends a post to its target, asking for one when none is known. The pick is remembered per endpoint. */
export function useReplay(options: { post: Post | PostSummary; onDelivered: (delivery: Delivery) => void }) {
  const { post } = options;
  const { api } = useLive();
  const queries = useQueryClient();
  const lab = useLab();
  const { chosen, effective, pick, targets, health } = useTargetOf(post);
  const [recent, setRecent] = useState(() => parseRecent(readStored('targets')));
  const [pending, setPending] = useState<{ edits?: Edits } | null>(null);
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
  // To find out whether it may be sent can take a moment, in which it may be asked for again.
  const isAsking = useRef(false);
  const send = async (target: string | null, edits?: Edits) => {
    if (mutation.isPending || isAsking.current) return;
    isAsking.current = true;
    const isAllowed = await lab.allow(target, [post.endpoint]);
    isAsking.current = false;
    if (!isAllowed) return;
    mutation.mutate({ id: post.id, ...(target ? { target } : {}), ...(edits ? { edits } : {}) });
  };
  const choose = (target: string | null) => {
    writeStored(targetSlot(post), target ?? '');
    pick(target);
    if (!target || !isTarget(target)) return;
    const next = withRecent(recent, target);
    setRecent(next);
    writeStored('targets', JSON.stringify(next));
  };
  return {
    chosen,
    effective,
    recent,
    targets,
    health,
    choose,
    busy: mutation.isPending,
    asking: pending !== null,
    ask: () => setPending({}),
    cancel: () => setPending(null),
    /** Sends at once. The core knows a target that the views do not (a flag), so only it can say that none is set. */
    start(what: { edits?: Edits }) {
      void send(chosen, what.edits);
    },
    /** The answer to the question for a target. */
    answer(target: string) {
      choose(target);
      void send(target, pending?.edits);
      setPending(null);
    },
  };
}
