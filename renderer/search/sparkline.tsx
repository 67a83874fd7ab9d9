import { NativeSelect } from '@mantine/core';
import { type KeyboardEvent, memo, type PointerEvent, useRef, useState } from 'react';
import type { Histogram } from '../../contract/index.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import { dateRangeOf, rangeTerms } from './dates.ts';
import { withDates } from './edit-query.ts';
import css from './sparkline.module.css';
import { text as all } from './strings.ts';
import { barAt, barsPath, barsRange, barTime, type SpanName, shareOf, spans, uncountedBars } from './traffic.ts';
import { useTraffic } from './use-traffic.ts';

const text = all.spark;
const height = 26;
const noBars: Histogram = { from: 0, to: 1, bucketMs: 1, counts: [0], exact: true };

/** The traffic of the last while. Dragging over it, or Shift and the arrows, chooses a stretch of time. */
export const Sparkline = memo(function Sparkline(props: {
  query: string;
  counted: string;
  onChoose: (query: string) => void;
}) {
  const [span, setSpan] = useState<SpanName>(storedSpan);
  const { data } = useTraffic(props.counted, span);
  const chart = data ?? noBars;
  const { mark, handlers } = useBrush(chart, (first, last) => {
    props.onChoose(withDates(props.query, rangeTerms(barsRange(chart, first, last))));
  });
  const now = new Date();
  const uncounted = uncountedBars(chart);
  const wordsOf = (bar: number) => {
    const when = timeOf(chart, bar, now);
    return bar < uncounted ? text.uncounted(when) : text.bucket(when, chart.counts[bar] ?? 0);
  };
  const chosen = mark && mark.from !== mark.to ? barsRange(chart, mark.from, mark.to) : dateRangeOf(props.query);
  const share = shareOf(chart, chosen);
  const bar = mark?.to ?? chart.counts.length - 1;
  return (
    <div className={css.traffic}>
      <div
        className={css.chart}
        role="slider"
        tabIndex={0}
        aria-label={text.label(summaryOf(chart, text.spans[span], now))}
        aria-description={text.hint}
        aria-valuemin={0}
        aria-valuemax={chart.counts.length - 1}
        aria-valuenow={bar}
        aria-valuetext={wordsOf(bar)}
        {...handlers}
      >
        <svg viewBox={`0 0 ${chart.counts.length} ${height}`} preserveAspectRatio="none" aria-hidden>
          <title>{text.hint}</title>
          {uncounted > 0 ? <rect className={css.uncounted} width={uncounted} height={height} /> : null}
          {share ? (
            <rect
              className={css.chosen}
              x={share.start * chart.counts.length}
              width={(share.end - share.start) * chart.counts.length}
              height={height}
            />
          ) : null}
          {mark ? <rect className={css.pointed} x={mark.to} width={1} height={height} /> : null}
          <path className={css.bars} d={barsPath(chart.counts, height)} />
        </svg>
        {mark ? (
          <div className={css.tip} aria-hidden>
            {wordsOf(mark.to)}
          </div>
        ) : null}
      </div>
      <NativeSelect
        variant="unstyled"
        size="xs"
        aria-label={text.span}
        classNames={{ input: css.span }}
        value={span}
        data={spans.map((value) => ({ value, label: text.spans[value] }))}
        onChange={(event) => {
          const next = spans.find((each) => each === event.currentTarget.value) ?? '30m';
          setSpan(next);
          writeStored('traffic-span', next);
        }}
      />
    </div>
  );
});

/** Bars under the pointer, or chosen by keys: from where a drag began to where it is. */
function useBrush(chart: Histogram, choose: (first: number, last: number) => void) {
  const [mark, setMark] = useState<{ from: number; to: number } | null>(null);
  const dragged = useRef(false);
  const count = chart.counts.length;
  const at = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return barAt((event.clientX - left) / width, count);
  };
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = true;
      setMark({ from: at(event), to: at(event) });
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const bar = at(event);
      setMark((old) => ({ from: dragged.current && old ? old.from : bar, to: bar }));
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const bar = at(event);
      const from = mark?.from ?? bar;
      if (dragged.current && from !== bar) choose(from, bar);
      dragged.current = false;
      setMark({ from: bar, to: bar });
    },
    onPointerCancel() {
      dragged.current = false;
      setMark(null);
    },
    onPointerLeave() {
      if (!dragged.current) setMark(null);
    },
    onBlur() {
      setMark(null);
    },
    onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
      const bar = mark?.to ?? count - 1;
      const next = { ArrowLeft: bar - 1, ArrowRight: bar + 1, Home: 0, End: count - 1 }[event.key];
      if (event.key === 'Enter' && mark) choose(mark.from, mark.to);
      else if (next === undefined) return;
      else {
        const to = Math.max(0, Math.min(count - 1, next));
        setMark({ from: event.shiftKey ? (mark?.from ?? bar) : to, to });
      }
      event.preventDefault();
    },
  };
  return { mark, handlers };
}

function summaryOf(chart: Histogram, span: string, now: Date): string {
  const total = chart.counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return `${span}: ${text.none}`;
  const most = Math.max(...chart.counts);
  const when = timeOf(chart, chart.counts.indexOf(most), now);
  return `${span}: ${text.total(total, chart.exact)}, ${text.peak(most, when)}`;
}

function timeOf(chart: Histogram, bar: number, now: Date): string {
  return barTime(chart.from + bar * chart.bucketMs, chart.bucketMs, now);
}

function storedSpan(): SpanName {
  return spans.find((each) => each === readStored('traffic-span')) ?? '30m';
}
