import { useQuery } from '@tanstack/react-query';
import type { Tunnel } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLive } from '../ui/live.tsx';
import { Row } from '../ui/screen.tsx';
import { duration, fullTime, otherTime } from '../ui/time.ts';
import { roughly, secondsUntil } from './outage-words.ts';
import { QrCode } from './qr-code.tsx';
import { text as all, stateWords } from './strings.ts';
import css from './tunnel-screen.module.css';
import status from './tunnel-status.module.css';
import { useNow } from './use-now.ts';

const text = all.screen;

/** The tunnel as it is now: state, addresses, provider and last probe. */
export function TunnelFacts(props: { tunnel: Tunnel }) {
  const { tunnel } = props;
  const { api } = useLive();
  const receiver = useQuery(api.query.status.queryOptions()).data?.receiver.url ?? null;
  const providers = useQuery(api.query.tunnel.providers.queryOptions()).data;
  const provider = providers?.find((each) => each.id === tunnel.provider)?.label ?? tunnel.provider;
  const none = tunnel.state === 'off' ? text.noUrlOff : all.noUrl;
  return (
    <>
      <Row label={text.state}>
        <State tunnel={tunnel} />
      </Row>
      {tunnel.reason ? <Row label={text.reason}>{tunnel.reason}</Row> : null}
      <UrlRow label={text.url} url={tunnel.url} none={none}>
        {tunnel.url ? <QrCode url={tunnel.url} /> : null}
      </UrlRow>
      <UrlRow label={text.callback} url={tunnel.callbackUrl} none={none} />
      <UrlRow label={text.statusUrl} url={tunnel.statusUrl} none={none} />
      <UrlRow label={text.receiver} url={receiver} none="" />
      <Row label={text.provider}>
        {provider}
        {tunnel.name ? <span className={css.aside}>{text.name(tunnel.name)}</span> : null}
      </Row>
      <Row label={text.probe}>
        <LastProbe probe={tunnel.lastProbe} />
      </Row>
    </>
  );
}

function State(props: { tunnel: Tunnel }) {
  const { state, since, retryAt } = props.tunnel;
  const now = useNow(1000);
  const lasted = Math.max(1, Math.floor((now - Date.parse(since)) / 1000));
  return (
    <div className={css.state}>
      <span className={status.state} data-state={state}>
        <span className={status.dot} aria-hidden />
        {stateWords[state]}
      </span>
      <time className={css.aside} dateTime={since} title={otherTime(since)}>
        {text.since(fullTime(since).replace(/\.\d+$/, ''), roughly(lasted * 1000))}
      </time>
      {retryAt ? <span className={css.retry}>{text.retry(secondsUntil(retryAt, now))}</span> : null}
    </div>
  );
}

function LastProbe(props: { probe: Tunnel['lastProbe'] }) {
  const { probe } = props;
  if (!probe) return <span className={css.none}>{text.never}</span>;
  const outcome = probe.ok
    ? text.probeOk(duration(probe.roundTripMs ?? 0))
    : text.probeFailed(probe.reason ?? text.noReason);
  return (
    <span title={otherTime(probe.at)}>
      {fullTime(probe.at)}, {outcome}
    </span>
  );
}

function UrlRow(props: { label: string; url: string | null; none: string; children?: React.ReactNode }) {
  return (
    <Row label={props.label}>
      {props.url ? (
        <>
          <code>{props.url}</code>
          <CopyButton value={props.url} label={`Copy value: ${props.label}`} what={`the ${props.label}`} />
          {props.children}
        </>
      ) : (
        <span className={css.none}>{props.none}</span>
      )}
    </Row>
  );
}
