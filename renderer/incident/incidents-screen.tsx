import { SegmentedControl, Skeleton } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Incident } from '../../contract/index.ts';
import { formatSize, fromBase64, textOf } from '../ui/bytes.ts';
import { hexDump } from '../ui/hex.ts';
import { LazyCode } from '../ui/lazy-code.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure, Message } from '../ui/message.tsx';
import { Split } from '../ui/split.tsx';
import { clockParts, fullTime, otherTime } from '../ui/time.ts';
import css from './incidents-screen.module.css';
import { codeWords, text } from './strings.ts';

/** What the receiver could not take, newest first, with its bytes. */
export function IncidentsScreen() {
  const { api } = useLive();
  const incidents = useQuery(api.query.incidents.queryOptions());
  const [chosen, setChosen] = useState<number | null>(null);
  if (incidents.error) {
    return <Failure title={text.failed} error={incidents.error} onRetry={() => void incidents.refetch()} />;
  }
  if (!incidents.data) return <Skeleton h={80} m={24} role="status" aria-label={text.loading} />;
  const shown = incidents.data.find((each) => each.id === chosen) ?? incidents.data[0];
  if (!shown) {
    return (
      <div className={css.screen}>
        <Head />
        <div className={css.panes}>
          <Message icon={<IconShieldCheck size={26} stroke={1.5} />} title={text.none}>
            {text.noneHint}
          </Message>
        </div>
      </div>
    );
  }
  return (
    <div className={css.screen}>
      <Head />
      <div className={css.panes}>
        <Split
          name="incident-width"
          label="Width of the incident"
          below
          left={
            <ul className={css.list} aria-label={text.title}>
              {incidents.data.map((incident) => (
                <li key={incident.id}>
                  <Line incident={incident} current={incident.id === shown.id} onSelect={setChosen} />
                </li>
              ))}
            </ul>
          }
          right={<Detail key={shown.id} incident={shown} />}
        />
      </div>
    </div>
  );
}

function Head() {
  return (
    <header className={css.head}>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
    </header>
  );
}

function Line(props: { incident: Incident; current: boolean; onSelect: (id: number) => void }) {
  const { incident } = props;
  const clock = clockParts(incident.at, new Date());
  return (
    <button
      type="button"
      className={css.line}
      aria-current={props.current}
      title={otherTime(incident.at)}
      onClick={() => props.onSelect(incident.id)}
    >
      <span className={css.time}>
        {clock.day} {clock.seconds}
        {clock.millis}
      </span>
      <span className={css.code}>{codeWords[incident.code]}</span>
      <span className={css.target}>{[incident.method, incident.target].filter(Boolean).join(' ')}</span>
      <span className={css.size}>{formatSize(incident.size)}</span>
    </button>
  );
}

function Detail(props: { incident: Incident }) {
  const { incident } = props;
  const bytes = useMemo(() => fromBase64(incident.bytes), [incident.bytes]);
  const asText = useMemo(() => textOf(bytes), [bytes]);
  const [as, setAs] = useState<'text' | 'hex'>(asText === null ? 'hex' : 'text');
  const drawn = useMemo(
    () => (as === 'hex' ? hexDump(bytes) : (asText ?? new TextDecoder().decode(bytes))),
    [as, bytes, asText],
  );
  return (
    <section className={css.detail} aria-label={codeWords[incident.code]}>
      <h3>{codeWords[incident.code]}</h3>
      <p className={css.sentence}>{incident.sentence}</p>
      <p className={css.facts}>
        {fullTime(incident.at)} from {incident.remoteAddress},{' '}
        {incident.responseStatus === null ? text.gone : text.answered(incident.responseStatus)}
      </p>
      <div className={css.bar}>
        <span>{text.bytes}</span>
        {bytes.length < incident.size ? (
          <span className={css.cut}>{text.cut(formatSize(bytes.length), formatSize(incident.size))}</span>
        ) : null}
        <SegmentedControl
          aria-label={text.bytes}
          value={as}
          onChange={(value) => setAs(value === 'hex' ? 'hex' : 'text')}
          data={[
            { value: 'text', label: 'Text' },
            { value: 'hex', label: 'Hex' },
          ]}
        />
      </div>
      <div className={css.bytes}>
        {bytes.length === 0 ? (
          <Message title={text.noBytes} />
        ) : (
          <LazyCode text={drawn} language="plain" label={text.bytes} wrap={as === 'text'} />
        )}
      </div>
    </section>
  );
}
