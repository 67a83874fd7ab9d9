import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { TunnelHistory } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { readStored, writeStored } from '../ui/stored.ts';
import { duration } from '../ui/time.ts';
import css from './history-section.module.css';
import { roundTripsOf } from './round-trips.ts';
import { StateBand } from './state-band.tsx';
import { type SpanName, spanLengths } from './stretches.ts';
import { text as all } from './strings.ts';
import { useNow } from './use-now.ts';

const text = all.history;
// The summary above it says the most important in words, so the screen does without a chart that cannot be fetched.
const RoundTripChart = lazy(async () => {
  const loaded = await import('./round-trip-chart.tsx').catch(() => null);
  return { default: loaded?.RoundTripChart ?? NoChart };
});

const names = (Object.keys(spanLengths) as SpanName[]).map((value) => ({ value, label: text.spans[value] }));

/** Band of states and chart of round trips over one span of time. */
export function HistorySection() {
  const { api } = useLive();
  const history = useQuery({ ...api.query.tunnel.history.queryOptions(), refetchOnMount: 'always' });
  return (
    <Section title={text.title} lead={text.lead}>
      {history.data ? (
        <History history={history.data} />
      ) : history.error ? (
        <div className={css.failure}>
          <Failure title={text.failed} error={history.error} onRetry={() => void history.refetch()} />
        </div>
      ) : (
        <Skeleton h={378} radius={0} />
      )}
    </Section>
  );
}

function History(props: { history: TunnelHistory }) {
  const { history } = props;
  const [name, setName] = useState<SpanName>(storedSpan);
  const length = spanLengths[name];
  // Often enough that the right edge is never visibly behind.
  const now = Math.max(useNow(Math.max(1000, length / 600)), newest(history));
  const span = useMemo(() => ({ from: now - length, to: now }), [now, length]);
  const trips = useMemo(() => roundTripsOf(history, span), [history, span]);
  const times =
    trips.median !== null && trips.slowest !== null
      ? text.tripsTimes(duration(trips.median), duration(trips.slowest))
      : '';
  return (
    <>
      <div className={css.part}>
        <div className={css.head}>
          <h4 className={css.title}>{text.band}</h4>
          <SegmentedControl
            aria-label={text.span}
            data={names}
            value={name}
            onChange={(value) => {
              setName(value as SpanName);
              writeStored('tunnel-span', value);
            }}
          />
        </div>
        <StateBand history={history} span={span} name={name} />
      </div>
      <div className={css.part}>
        <div className={css.head}>
          <h4 className={css.title}>{text.trips}</h4>
          <span className={css.summary}>
            {trips.probes > 0 ? text.tripsSummary(trips.probes, trips.misses.length, times) : ''}
          </span>
        </div>
        <div className={css.chart}>
          {trips.probes === 0 ? (
            <p className={css.empty}>{text.tripsNone}</p>
          ) : (
            <Suspense fallback={<Skeleton h={150} />}>
              <RoundTripChart trips={trips} span={span} />
            </Suspense>
          )}
        </div>
      </div>
    </>
  );
}

function NoChart() {
  return <p className={css.empty}>{text.noChart}</p>;
}

/** The core's clock may be a moment ahead of when the window looked at its own. */
function newest(history: TunnelHistory): number {
  return Date.parse(history.probes.at(-1)?.at ?? history.states.at(-1)?.at ?? history.from);
}

function storedSpan(): SpanName {
  const stored = readStored('tunnel-span');
  return stored !== null && stored in spanLengths ? (stored as SpanName) : 'quarter';
}
