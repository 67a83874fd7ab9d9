import 'uplot/dist/uPlot.min.css';
import './usable-language.ts';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { duration, fullTime } from '../ui/time.ts';
import css from './round-trip-chart.module.css';
import type { RoundTrips } from './round-trips.ts';
import type { Span } from './stretches.ts';
import { text as all } from './strings.ts';

const text = all.history;
const height = 150;

/** The round trips as a line; a probe that missed is a cross on a line from top to bottom. */
export function RoundTripChart(props: { trips: RoundTrips; span: Span }) {
  const { trips, span } = props;
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme('light');
  const [pointed, setPointed] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read once, so another theme is another chart
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const made = new UPlot(
      chartOptions({
        width: element.clientWidth,
        misses: () => latest.current.trips.misses,
        onPoint: setPointed,
      }),
      dataOf(latest.current),
      element,
    );
    chart.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [scheme]);

  useEffect(() => chart.current?.setData(dataOf({ trips, span })), [trips, span]);

  return (
    <>
      <div ref={box} className={css.chart} aria-hidden />
      <div className={css.foot} aria-hidden>
        <span>{pointed === null ? '' : pointedWords(trips, pointed)}</span>
        <span className={css.legend}>
          <span className={css.came} /> {text.came}
          <span className={css.missed}>✕</span> {text.missed}
        </span>
      </div>
    </>
  );
}

/** Two points without a value hold the axis at the whole span, however few probes there are. */
function dataOf({ trips, span }: { trips: RoundTrips; span: Span }): UPlot.AlignedData {
  return [
    [span.from / 1000, ...trips.times, span.to / 1000],
    [null, ...trips.values, null],
  ];
}

/** @param index in the data drawn, which has one point more in front */
function pointedWords(trips: RoundTrips, index: number): string {
  const time = trips.times[index - 1];
  const value = trips.values[index - 1];
  if (time === undefined) return '';
  const at = fullTime(new Date(time * 1000).toISOString()).replace(/^.*, /, '');
  if (value !== null && value !== undefined) return text.trip(at, duration(value));
  return trips.misses.includes(time) ? text.tripMissed(at) : '';
}

function chartOptions(options: {
  width: number;
  misses: () => readonly number[];
  onPoint: (index: number | null) => void;
}): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: UPlot.Axis = {
    stroke: colour('--tl-faint'),
    grid: { stroke: colour('--tl-line'), width: 1 },
    ticks: { show: false },
    font: `11px ${style.getPropertyValue('font-family') || 'sans-serif'}`,
  };
  const accent = colour('--tl-accent');
  return {
    width: options.width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, __, max) => [0, Math.max(10, (max || 0) * 1.15)] } },
    axes: [
      { ...axis, size: 24, values: (_, times) => times.map(clock) },
      { ...axis, size: 56, values: (_, values) => values.map((value) => (value === 0 ? '0' : duration(value))) },
    ],
    series: [
      {},
      {
        stroke: accent,
        width: 1.5,
        fill: `${accent}22`,
        points: { size: 4, fill: accent },
      },
    ],
    hooks: {
      setCursor: [(plot) => options.onPoint(plot.cursor.idx ?? null)],
      draw: [(plot) => drawMisses(plot, options.misses(), colour('--tl-bad'))],
    },
  };
}

function drawMisses(plot: UPlot, misses: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  const arm = 3.5 * unit;
  ctx.save();
  ctx.strokeStyle = colour;
  for (const time of misses) {
    const x = Math.round(plot.valToPos(time, 'x', true));
    const y = bbox.top + 7 * unit;
    ctx.globalAlpha = 0.3;
    ctx.lineWidth = unit;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1.5 * unit;
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
    ctx.stroke();
  }
  ctx.restore();
}

function clock(seconds: number): string {
  return fullTime(new Date(seconds * 1000).toISOString())
    .replace(/^.*, /, '')
    .replace(/(:00)?\.\d+$/, '');
}
