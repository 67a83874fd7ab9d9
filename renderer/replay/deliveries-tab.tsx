import { Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Delivery, Post } from '../../contract/index.ts';
import { secretValues } from '../post/mask.ts';
import { RevealButton } from '../post/reveal-button.tsx';
import type { useReveal } from '../post/use-reveal.ts';
import { useLive } from '../ui/live.tsx';
import { Failure, Message } from '../ui/message.tsx';
import { clockParts, duration, otherTime } from '../ui/time.ts';
import { CompareDeliveries } from './compare-deliveries.tsx';
import css from './deliveries-tab.module.css';
import { DeliveryView } from './delivery-view.tsx';
import { toneOf } from './outcomes.ts';
import { text } from './strings.ts';

/** Every sending of this post, newest first, and what came of the chosen one. */
export function DeliveriesTab(props: {
  post: Post;
  selected: number | null;
  onSelect: (id: number) => void;
  reveal: ReturnType<typeof useReveal>;
}) {
  const { post } = props;
  const { api } = useLive();
  const [compared, setCompared] = useState<number | null>(null);
  const deliveries = useQuery(api.query.posts.deliveries.queryOptions({ input: { id: post.id } }));
  if (deliveries.error) {
    return <Failure title={text.failed} error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  }
  if (!deliveries.data) return <Skeleton h={80} m={16} role="status" aria-label={text.loading} />;
  const shown = deliveries.data.find((each) => each.id === props.selected) ?? deliveries.data[0];
  if (!shown) return <Message title={text.none}>{text.noneHint}</Message>;
  const revealed = props.reveal.isShown('deliveries');
  const other = deliveries.data.find((each) => each.id === compared && each.id !== shown.id) ?? null;
  return (
    <div className={css.tab}>
      <ul className={css.list} aria-label={text.list}>
        {deliveries.data.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryLine delivery={delivery} current={delivery.id === shown.id} onSelect={props.onSelect} />
          </li>
        ))}
      </ul>
      {deliveries.data.length > 1 ? (
        <CompareChoice
          deliveries={deliveries.data.filter((each) => each.id !== shown.id)}
          value={other?.id ?? null}
          onChange={setCompared}
        />
      ) : null}
      {other ? (
        <CompareDeliveries
          left={other.id < shown.id ? other : shown}
          right={other.id < shown.id ? shown : other}
          post={post}
          revealed={revealed}
        />
      ) : (
        <DeliveryView key={shown.id} delivery={shown} post={post} revealed={revealed} />
      )}
      {hasCredentials(post, shown) ? (
        <p className={css.masked}>
          {revealed ? text.unmasked : text.masked}
          <RevealButton name={text.credentials} shown={revealed} onToggle={() => props.reveal.toggle('deliveries')} />
        </p>
      ) : null}
    </div>
  );
}

function CompareChoice(props: {
  deliveries: readonly Delivery[];
  value: number | null;
  onChange: (id: number | null) => void;
}) {
  return (
    <div className={css.compare}>
      <span className={css.dim}>{text.compare}</span>
      <Select
        aria-label={text.compare}
        w={300}
        value={props.value === null ? '' : String(props.value)}
        data={[
          { value: '', label: text.compareNone },
          ...props.deliveries.map((each) => ({ value: String(each.id), label: lineOf(each) })),
        ]}
        onChange={(value) => props.onChange(value ? Number(value) : null)}
      />
    </div>
  );
}

function lineOf(delivery: Delivery): string {
  const { day, seconds } = clockParts(delivery.startedAt, new Date());
  const outcome = delivery.response?.status ?? delivery.error?.code ?? '–';
  return `#${delivery.id}  ${day ? `${day} ` : ''}${seconds}  ${outcome}`;
}

function hasCredentials(post: Post, delivery: Delivery): boolean {
  if (secretValues(post).length > 0) return true;
  return delivery.response?.headers.some(([name]) => name.toLowerCase() === 'set-cookie') ?? false;
}

function DeliveryLine(props: { delivery: Delivery; current: boolean; onSelect: (id: number) => void }) {
  const { delivery } = props;
  const clock = clockParts(delivery.startedAt, new Date());
  const status = delivery.response?.status;
  return (
    <button
      type="button"
      className={css.line}
      aria-current={props.current}
      onClick={() => props.onSelect(delivery.id)}
      title={otherTime(delivery.startedAt)}
    >
      <span className={css.time}>
        {clock.day} {clock.seconds}
        <span className={css.millis}>{clock.millis}</span>
      </span>
      <b className={css.outcome} data-tone={delivery.passed === false ? 'bad' : toneOf(status ?? '')}>
        {status ?? delivery.error?.code ?? '–'}
      </b>
      {delivery.passed === null ? null : (
        <span className={css.verdict} data-passed={delivery.passed}>
          {delivery.passed ? text.passed : text.failedExpectation}
        </span>
      )}
      <span className={css.target}>{delivery.target}</span>
      {delivery.origin === 'replay' ? null : <span className={css.origin}>{text.origin[delivery.origin]}</span>}
      <span className={css.ms}>{duration(delivery.durationMs)}</span>
    </button>
  );
}
