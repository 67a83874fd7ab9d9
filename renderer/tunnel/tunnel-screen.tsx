import { Button, Skeleton, Table } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outage, Tunnel } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Page, Row, Section } from '../ui/screen.tsx';
import { duration, fullTime, utcTime } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { text as all, stateWords } from './strings.ts';
import css from './tunnel-status.module.css';

const text = all.screen;

/** State of the tunnel and the outages on record. */
export function TunnelScreen() {
  const { api } = useLive();
  const queries = useQueryClient();
  const tunnel = useQuery(api.query.tunnel.get.queryOptions());
  const status = useQuery(api.query.status.queryOptions());
  // Outages begin and end with changes of state, so each state asks for them anew.
  const outages = useQuery({ ...api.query.outages.queryOptions(), staleTime: 0, refetchInterval: 15_000 });
  const restart = useMutation(
    api.query.tunnel.restart.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.tunnel.get.queryKey(), next);
        toast(text.restarted);
      },
      onError: toastFault,
    }),
  );
  const off = tunnel.data?.provider === 'off';
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <Button
          leftSection={<IconRefresh size={14} />}
          loading={restart.isPending}
          disabled={!tunnel.data || off}
          onClick={() => restart.mutate(undefined)}
        >
          {text.restart}
        </Button>
      }
    >
      {tunnel.error ? (
        <Failure title={text.failed} error={tunnel.error} onRetry={() => void tunnel.refetch()} />
      ) : (
        <Section title={text.state}>
          {tunnel.data ? <Facts tunnel={tunnel.data} receiver={status.data?.receiver.url} /> : <Skeleton h={200} />}
        </Section>
      )}
      <Section title={text.outages} lead={text.outagesLead}>
        <Outages outages={outages.data ?? []} />
      </Section>
    </Page>
  );
}

function Facts(props: { tunnel: Tunnel; receiver: string | undefined }) {
  const { tunnel } = props;
  const probe = tunnel.lastProbe;
  const outcome = probe?.ok
    ? text.probeOk(duration(probe.roundTripMs ?? 0))
    : text.probeFailed(probe?.reason ?? 'no reason given');
  return (
    <>
      <Row label={text.state}>
        <span className={css.state} data-state={tunnel.state}>
          <span className={css.dot} aria-hidden />
          {stateWords[tunnel.state]}
        </span>
      </Row>
      {tunnel.reason ? <Row label={text.reason}>{tunnel.reason}</Row> : null}
      <UrlRow label={text.url} url={tunnel.url} />
      <UrlRow label={text.callback} url={tunnel.callbackUrl} />
      <UrlRow label={text.statusUrl} url={tunnel.statusUrl} />
      <UrlRow label={text.receiver} url={props.receiver ?? null} />
      <Row label={text.provider}>{tunnel.provider}</Row>
      <Row label={text.since}>
        <time title={utcTime(tunnel.since)}>{fullTime(tunnel.since)}</time>
      </Row>
      <Row label={text.probe}>
        {probe ? (
          <span title={utcTime(probe.at)}>
            {fullTime(probe.at)}, {outcome}
          </span>
        ) : (
          text.never
        )}
      </Row>
    </>
  );
}

function UrlRow(props: { label: string; url: string | null }) {
  return (
    <Row label={props.label}>
      {props.url ? (
        <>
          <code>{props.url}</code>
          <CopyButton value={props.url} label={`Copy value: ${props.label}`} what={`the ${props.label}`} />
        </>
      ) : (
        all.noUrl
      )}
    </Row>
  );
}

function Outages(props: { outages: readonly Outage[] }) {
  if (props.outages.length === 0) return <Row label={text.noOutages}>{null}</Row>;
  return (
    <Table fz={13} verticalSpacing={7} horizontalSpacing={16}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.from}</Table.Th>
          <Table.Th>{text.to}</Table.Th>
          <Table.Th>{text.lasted}</Table.Th>
          <Table.Th>{text.reason}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.outages.map((outage) => (
          <Table.Tr key={outage.id}>
            <Table.Td title={utcTime(outage.from)}>{fullTime(outage.from)}</Table.Td>
            <Table.Td title={outage.to ? utcTime(outage.to) : undefined}>
              {outage.to ? fullTime(outage.to) : text.ongoing}
            </Table.Td>
            <Table.Td>{outage.to ? duration(Date.parse(outage.to) - Date.parse(outage.from)) : ''}</Table.Td>
            <Table.Td>{outage.reason}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
