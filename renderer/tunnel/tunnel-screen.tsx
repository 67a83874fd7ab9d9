import { Button, Skeleton } from '@mantine/core';
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Tunnel } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { Bar } from '../ui/bar.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Page, Section } from '../ui/screen.tsx';
import { duration } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { ChangeForm } from './change-form.tsx';
import { HistorySection } from './history-section.tsx';
import { OutageList } from './outage-list.tsx';
import { RetryFacts } from './retry-facts.tsx';
import { text as all } from './strings.ts';
import { TunnelFacts } from './tunnel-facts.tsx';
import css from './tunnel-screen.module.css';

const text = all.screen;

/** State of the tunnel, its history, the outages on record, and the form that changes it. */
export function TunnelScreen() {
  const { api } = useLive();
  const tunnel = useQuery(api.query.tunnel.get.queryOptions());
  const [changing, setChanging] = useState(false);
  const changeButton = useRef<HTMLButtonElement>(null);
  const closeForm = () => {
    setChanging(false);
    changeButton.current?.focus();
  };
  // The feed alone tells the state: an answer may come later than news that are newer.
  const restart = useMutation(
    api.query.tunnel.restart.mutationOptions({ onSuccess: () => toast(text.restarted), onError: toastFault }),
  );
  const test = useMutation(api.query.tunnel.probe.mutationOptions());
  const off = tunnel.data?.provider === 'off';
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <div className={css.actions}>
          <Button
            leftSection={<IconPlugConnected size={14} />}
            loading={test.isPending}
            disabled={!tunnel.data?.url || off}
            onClick={() => test.mutate(undefined)}
          >
            {text.test}
          </Button>
          <Button
            leftSection={<IconRefresh size={14} />}
            loading={restart.isPending}
            disabled={!tunnel.data || off}
            onClick={() => restart.mutate(undefined)}
          >
            {text.restart}
          </Button>
          <Button
            ref={changeButton}
            disabled={!tunnel.data}
            aria-expanded={changing}
            onClick={() => setChanging(!changing)}
          >
            {text.change}
          </Button>
        </div>
      }
    >
      {tunnel.error ? (
        <Failure title={text.failed} error={tunnel.error} onRetry={() => void tunnel.refetch()} />
      ) : (
        <Section title={text.state}>
          <div aria-live="polite">
            <TestResult result={test.data} error={test.error} now={tunnel.data} onDismiss={() => test.reset()} />
          </div>
          {tunnel.data ? <TunnelFacts tunnel={tunnel.data} /> : <Skeleton h={396} radius={0} />}
        </Section>
      )}
      {changing && tunnel.data ? <ChangeForm tunnel={tunnel.data} onClose={closeForm} /> : null}
      <HistorySection />
      <OutageList />
      <RetryFacts />
    </Page>
  );
}

/** What "Test it now" found, in words. Good news stands only as long as it is true. */
function TestResult(props: {
  result: Tunnel | undefined;
  error: unknown;
  now: Tunnel | undefined;
  onDismiss: () => void;
}) {
  const { result, error, now, onDismiss } = props;
  if (error) {
    return (
      <Bar tone="bad" onDismiss={onDismiss}>
        {faultOf(error).message}
      </Bar>
    );
  }
  if (!result) return null;
  const { url, lastProbe, reason } = result;
  const works = url !== null && lastProbe?.ok === true;
  if (works && (now?.state !== 'online' || now.url !== url)) return null;
  const why = lastProbe?.reason ?? reason ?? (url === null ? text.testNone : text.noReason);
  return (
    <Bar tone={works ? 'info' : 'bad'} onDismiss={onDismiss}>
      {works ? text.testOk(url, duration(lastProbe.roundTripMs ?? 0)) : text.testFailed(why)}
    </Bar>
  );
}
