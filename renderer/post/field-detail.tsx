import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Field, Post } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { hexDump } from '../ui/hex.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { fieldBytes, shownBytes } from './field-bytes.ts';
import css from './field-detail.module.css';
import { maskText } from './mask.ts';
import { detailText as text } from './strings.ts';
import { useBody } from './use-body.ts';
import type { FieldReading } from './use-readings.ts';

/** What stands behind one line of the Fields tab: the bytes as they came, and what handlers make of them. */
export function FieldDetail(props: {
  post: Post;
  field: Field;
  readings: readonly FieldReading[];
  /** False keeps the value masked. */
  shown: boolean;
  /** Whether any of the fields at these positions is masked. */
  isMasked: (positions: readonly number[]) => boolean;
}) {
  const { post, field, readings } = props;
  return (
    <div className={css.detail}>
      <section aria-label={text.handlers}>
        <h3 className={css.heading}>{text.handlers}</h3>
        {readings.length === 0 ? (
          <p className={css.dim}>{text.noReadings}</p>
        ) : (
          <ul className={css.readings}>
            {readings.map((reading) => (
              <Reading
                key={`${reading.platform} ${reading.expression}`}
                reading={reading}
                field={field}
                masked={props.isMasked(reading.positions)}
              />
            ))}
          </ul>
        )}
      </section>
      <section aria-label={text.bytes}>
        <h3 className={css.heading}>{text.bytes}</h3>
        {field.secret && !props.shown ? (
          <p className={css.dim}>{text.bytesMasked}</p>
        ) : (
          <Bytes post={post} field={field} />
        )}
      </section>
    </div>
  );
}

function Reading(props: { reading: FieldReading; field: Field; masked: boolean }) {
  const { reading, field, masked } = props;
  const { expression, value, note, platform } = reading;
  return (
    <li className={css.reading}>
      <span className={css.platform}>{text.platforms[platform]}</span>
      <span className={css.expression}>
        <code>{expression}</code>
        <CopyButton value={expression} label={text.copyExpression(expression)} what={expression} />
      </span>
      <span className={css.result}>
        {value === null ? (
          <span className={css.nothing}>{text.nothing}</span>
        ) : masked ? (
          maskText
        ) : value === field.value && note === null ? (
          <span className={css.dim}>{text.asSent}</span>
        ) : value === '' ? (
          <span className={css.nothing}>{text.emptyText}</span>
        ) : (
          <VisibleText value={value.length > shownBytes ? `${value.slice(0, shownBytes)}…` : value} />
        )}
        {note ? <span className={css.note}>{note}</span> : null}
      </span>
    </li>
  );
}

function Bytes(props: { post: Post; field: Field }) {
  const { post, field } = props;
  const inBody = field.source !== 'query';
  const body = useQuery({
    ...useBody(post.id, post.bodySize),
    enabled: inBody && field.range !== null && post.bodySize > 0,
  });
  if (field.value === null && field.flags.includes('no-equals')) return <p className={css.dim}>{text.noBytes}</p>;
  if (!field.range) return <p className={css.dim}>{text.noRange}</p>;
  if (inBody && body.isLoading) return <Skeleton h={18} />;
  const found = fieldBytes(field, post, body.data ?? null);
  if (!found) return <p className={css.dim}>{text.bytesFailed}</p>;
  if (found.bytes.length === 0) return <p className={css.dim}>{text.noBytes}</p>;
  const cut = found.bytes.length > shownBytes;
  return (
    <>
      <p className={css.dim}>
        {text.where({ start: found.start, count: found.bytes.length, inBody })}
        {cut ? ` ${text.firstBytes(shownBytes)}` : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls must be reachable by keyboard */}
      <section className={css.hex} tabIndex={0} aria-label={text.hexOf(field.name)}>
        <pre>{hexDump(found.bytes, { limit: shownBytes })}</pre>
      </section>
    </>
  );
}
