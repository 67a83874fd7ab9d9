import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import type { Delivery, Header, Post } from '../../contract/index.ts';
import { type Aligned, align, firstDifference } from '../compare/align.ts';
import css from '../compare/compare-screen.module.css';
import { CompareTable } from '../compare/compare-table.tsx';
import { maskText, maskValues, secretValues } from '../post/mask.ts';
import { formatSize, fromBase64, textOf } from '../ui/bytes.ts';
import { clockParts, duration } from '../ui/time.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { compareText as text } from './strings.ts';

const MergeView = lazy(async () => ({ default: (await import('../compare/merge-view.tsx')).MergeView }));

/** Two deliveries of one post side by side: outcome, headers and body of the answers. The older one stands on the left. */
export function CompareDeliveries(props: { left: Delivery; right: Delivery; post: Post; revealed: boolean }) {
  const { left, right, post, revealed } = props;
  const secrets = useMemo(() => (revealed ? [] : secretValues(post)), [post, revealed]);
  const sides = [sideOf(left), sideOf(right)] as const;
  const answers = useMemo(() => compareAnswers(left, right), [left, right]);
  const headers = useMemo(() => compareHeaders(left, right), [left, right]);
  const hidden = (name: string) => !revealed && name.toLowerCase() === 'set-cookie';
  return (
    <section style={{ padding: '14px 16px 20px' }} aria-label={text.title}>
      <CompareTable
        title={text.answer}
        lines={answers}
        differencesOnly={false}
        sides={sides}
        show={([, value]) => <VisibleText value={maskValues(value, secrets)} />}
      />
      <CompareTable
        title={text.headers}
        lines={headers}
        differencesOnly={false}
        sides={sides}
        show={([name, value]) => (hidden(name) ? maskText : <VisibleText value={maskValues(value, secrets)} />)}
      />
      <Bodies left={left} right={right} secrets={secrets} />
    </section>
  );
}

function sideOf(delivery: Delivery): string {
  const { day, seconds } = clockParts(delivery.startedAt, new Date());
  return text.side(delivery.id, `${day ? `${day} ` : ''}${seconds}`);
}

/** The facts of both answers, as lines with a name. */
function compareAnswers(left: Delivery, right: Delivery): Aligned<Header>[] {
  return align<Header>({
    left: factsOf(left),
    right: factsOf(right),
    nameOf: ([name]) => name,
    same: (a, b) => a[1] === b[1],
  });
}

function factsOf({ response, error, target, durationMs }: Delivery): Header[] {
  const status = response ? `${response.status} ${response.statusText}` : `${error?.code ?? text.none}`;
  return [
    [text.status, status.trim()],
    [text.target, target],
    [text.took, duration(durationMs)],
  ];
}

function compareHeaders(left: Delivery, right: Delivery): Aligned<Header>[] {
  return align<Header>({
    left: left.response?.headers ?? [],
    right: right.response?.headers ?? [],
    nameOf: ([name]) => name.toLowerCase(),
    same: (a, b) => a[1] === b[1],
  });
}

function Bodies(props: { left: Delivery; right: Delivery; secrets: readonly string[] }) {
  const { left, right, secrets } = props;
  const bodies = useMemo(
    () => [left, right].map(({ response }) => fromBase64(response?.body ?? '')) as [Uint8Array, Uint8Array],
    [left, right],
  );
  const [a, b] = bodies;
  const at = useMemo(() => firstDifference(a, b), [a, b]);
  const texts = [textOf(a), textOf(b)];
  const [first, second] = texts;
  return (
    <section className={css.section} aria-label={text.body}>
      <h3 className={css.heading}>{text.body}</h3>
      {left.response?.cut || right.response?.cut ? <p className={css.note}>{text.cut}</p> : null}
      {a.length + b.length === 0 ? (
        <p className={css.note}>{text.noBodies}</p>
      ) : at === null ? (
        <p className={css.note}>{text.same(formatSize(a.length))}</p>
      ) : first == null || second == null ? (
        <p className={css.note}>{text.binary(at)}</p>
      ) : (
        <Suspense fallback={<Skeleton h={60} />}>
          <MergeView left={maskValues(first, secrets)} right={maskValues(second, secrets)} label={text.merged} />
        </Suspense>
      )}
    </section>
  );
}
