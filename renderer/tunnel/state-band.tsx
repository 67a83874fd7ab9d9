import { Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import type { TunnelHistory } from '../../contract/index.ts';
import { outageSpan, roughly } from './outage-words.ts';
import css from './state-band.module.css';
import { type BandState, type Span, type SpanName, type Stretch, sharesOf, stretchesOf, thin } from './stretches.ts';
import { text as all, stateWords } from './strings.ts';

const text = all.history;
/** The band is at most this many pixels wide, and narrower than three nothing can be pointed at. */
const bandPixels = 860;
const leastPixels = 3;
const listedAtMost = 200;
const legend: BandState[] = ['online', 'connecting', 'reconnecting', 'offline', 'off', 'unknown'];

const wordOf = (state: BandState) => (state === 'unknown' ? text.unknown : stateWords[state]);

/** The tunnel's states over a span as one band. Each state has a pattern of its own, so colour says nothing alone. */
export function StateBand(props: { history: TunnelHistory; span: Span; name: SpanName }) {
  const { history, span, name } = props;
  const length = span.to - span.from;
  const stretches = useMemo(() => stretchesOf(history, span), [history, span]);
  const drawn = useMemo(() => thin(stretches, (length / bandPixels) * leastPixels), [stretches, length]);
  const shares = sharesOf(stretches);
  const summary = shares.map(({ state, share }) => text.share(stateWords[state], percent(share))).join(', ');
  return (
    <div className={css.body}>
      <div className={css.band} role="img" aria-label={text.summary(summary)}>
        {drawn.map((stretch) => (
          <Tooltip key={stretch.from} label={<About stretch={stretch} />} openDelay={0} multiline maw={340}>
            <div
              className={css.stretch}
              data-state={stretch.state}
              style={{
                // The newest stretch is the one that matters: it is never pushed over the edge.
                left: `min(${((stretch.from - span.from) / length) * 100}%, calc(100% - ${leastPixels}px))`,
                width: `${((stretch.to - stretch.from) / length) * 100}%`,
              }}
            />
          </Tooltip>
        ))}
      </div>
      <div className={css.axis} aria-hidden>
        <span>{text.ago[name]}</span>
        <span>{text.now}</span>
      </div>
      <ul className={css.legend}>
        {legend
          .filter((state) => stretches.some((stretch) => stretch.state === state))
          .map((state) => {
            const share = shares.find((each) => each.state === state)?.share;
            return (
              <li key={state}>
                <span className={css.swatch} data-state={state} aria-hidden />
                {share === undefined ? wordOf(state) : text.share(wordOf(state), percent(share))}
              </li>
            );
          })}
      </ul>
      <AsText stretches={stretches} />
    </div>
  );
}

function About(props: { stretch: Stretch }) {
  const { state, provider, reason, changes } = props.stretch;
  return (
    <>
      <b>{wordOf(state)}</b>
      {provider && state !== 'off' ? ` · ${provider}` : null}
      <br />
      {timesOf(props.stretch)}
      {reason ? (
        <>
          <br />
          {reason}
        </>
      ) : null}
      {changes > 1 ? (
        <>
          <br />
          {text.changes(changes)}
        </>
      ) : null}
    </>
  );
}

/** The same in words, for everyone who cannot point at the band. */
function AsText(props: { stretches: readonly Stretch[] }) {
  const newestFirst = props.stretches.slice(-listedAtMost).reverse();
  return (
    <details className={css.details}>
      <summary>{text.asText(props.stretches.length)}</summary>
      <ol className={css.list}>
        {newestFirst.map((stretch) => (
          <li key={stretch.from}>
            <span className={css.when}>{timesOf(stretch)}</span>
            <span>
              <b>{wordOf(stretch.state)}</b>
              {stretch.reason ? `: ${stretch.reason}` : null}
            </span>
          </li>
        ))}
      </ol>
      {props.stretches.length > listedAtMost ? <p>{text.cut(listedAtMost)}</p> : null}
    </details>
  );
}

function timesOf({ from, to }: Stretch): string {
  const span = outageSpan({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }, new Date());
  return `${span} (${roughly(to - from)})`;
}

/** Never rounded to all or nothing: 99.98 % is not 100 %. */
function percent(share: number): string {
  if (share === 1) return '100 %';
  if (share > 0.999) return '> 99.9 %';
  return share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}
