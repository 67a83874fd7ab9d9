import { Button, Skeleton } from '@mantine/core';
import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Endpoint, ForwardState } from '../../contract/index.ts';
import { EndpointDialog } from '../settings/endpoint-dialog.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { toastFault } from '../ui/toast.ts';
import { CatchUpDialog } from './catch-up-dialog.tsx';
import { ForwardRow } from './forward-row.tsx';
import { forwardText as text } from './strings.ts';
import css from './targets-screen.module.css';

/** What of each endpoint is passed on by itself, and what waits. */
export function ForwardingSection() {
  const { api } = useLive();
  const queries = useQueryClient();
  const endpoints = useQuery(api.query.endpoints.list.queryOptions());
  const forwards = useQuery(api.query.forwards.list.queryOptions());
  const pause = useMutation(
    api.query.forwards.pause.mutationOptions({
      onSuccess: (next) => queries.setQueryData(api.query.forwards.list.queryKey(), next),
      onError: toastFault,
    }),
  );
  const [editing, setEditing] = useState<Endpoint | null>(null);
  const [catching, setCatching] = useState<string | null>(null);
  const states = forwards.data ?? [];
  const paused = states.some((state) => state.paused);
  const queued = states.some(({ mode }) => mode === 'queue');
  const error = endpoints.error ?? forwards.error;
  const retry = () => {
    void endpoints.refetch();
    void forwards.refetch();
  };
  return (
    <Section title={text.title} lead={text.lead}>
      {error ? (
        <div style={{ paddingBottom: 24 }}>
          <Failure title={text.failed} error={error} onRetry={retry} />
        </div>
      ) : endpoints.data ? (
        <table className={css.table} data-columns="forwards" aria-label={text.table}>
          <thead>
            <tr>
              <th scope="col">{text.endpoint}</th>
              <th scope="col">{text.mode}</th>
              <th scope="col">{text.target}</th>
              <th scope="col">{text.state}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {endpoints.data.map((endpoint) => (
              <ForwardRow
                key={endpoint.path}
                endpoint={endpoint}
                state={stateOf(endpoint, states)}
                onEdit={() => setEditing(endpoint)}
                onCatchUp={() => setCatching(endpoint.path)}
              />
            ))}
          </tbody>
        </table>
      ) : (
        <Skeleton h={80} radius={0} />
      )}
      {queued && !paused ? (
        <div className={css.foot}>
          <Button
            leftSection={<IconPlayerPauseFilled size={12} />}
            loading={pause.isPending}
            onClick={() => pause.mutate({ paused: true })}
          >
            {text.pause}
          </Button>
        </div>
      ) : null}
      {editing ? <EndpointDialog endpoint={editing} start="forward" onClose={() => setEditing(null)} /> : null}
      {catching === null ? null : <CatchUpDialog path={catching} onClose={() => setCatching(null)} />}
    </Section>
  );
}

function stateOf(endpoint: Endpoint, states: readonly ForwardState[]): ForwardState | null {
  return states.find(({ path }) => path === endpoint.path) ?? null;
}
