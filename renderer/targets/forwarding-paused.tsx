import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bar } from '../ui/bar.tsx';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { forwardText as text } from './strings.ts';

/** Says on every screen that forwarding is held, as whoever paused it may have forgotten, and lets it go on. */
export function ForwardingPaused() {
  const { api, connection } = useLive();
  const queries = useQueryClient();
  const forwards = useQuery({
    ...api.query.forwards.list.queryOptions(),
    // The first posts come before this.
    enabled: connection === 'connected',
  });
  const resume = useMutation(
    api.query.forwards.pause.mutationOptions({
      onSuccess: (next) => queries.setQueryData(api.query.forwards.list.queryKey(), next),
      onError: toastFault,
    }),
  );
  const held = (forwards.data ?? []).filter(({ paused }) => paused);
  if (held.length === 0) return null;
  return (
    <Bar
      tone="warn"
      actions={
        <Button
          leftSection={<IconPlayerPlayFilled size={12} />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ paused: false })}
        >
          {text.resume}
        </Button>
      }
    >
      {text.paused(held.reduce((sum, { queued }) => sum + queued, 0))}
    </Bar>
  );
}
