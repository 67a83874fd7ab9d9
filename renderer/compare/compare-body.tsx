import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import type { Post } from '../../contract/index.ts';
import { maskedText } from '../post/mask.ts';
import { useBody } from '../post/use-body.ts';
import { formatSize, textOf } from '../ui/bytes.ts';
import { hexDump } from '../ui/hex.ts';
import { Failure } from '../ui/message.tsx';
import { firstDifference } from './align.ts';
import css from './compare-screen.module.css';
import { text } from './strings.ts';

const MergeView = lazy(async () => ({ default: (await import('./merge-view.tsx')).MergeView }));

/** Bodies longer than this are compared line by line in their first part only. */
const merged = 512 * 1024;
/** Bytes shown before and behind the first difference of bodies that are no text. */
const around = 48;

interface Side {
  post: Post;
  bytes: Uint8Array<ArrayBuffer>;
}

const nothing = new Uint8Array();

/** Both bodies: as text with the changes marked, or, when they are no text, by size, hash and first difference. */
export function CompareBody(props: { left: Post; right: Post; revealed: boolean }) {
  const { left, right, revealed } = props;
  const readLeft = useQuery(useBody(left.id, left.bodySize));
  const readRight = useQuery(useBody(right.id, right.bodySize));
  const leftBytes = left.bodySize === 0 ? nothing : readLeft.data;
  const rightBytes = right.bodySize === 0 ? nothing : readRight.data;
  const error = readLeft.error ?? readRight.error;
  return (
    <section className={css.section} aria-label={text.body}>
      <h3 className={css.heading}>{text.body}</h3>
      {error ? (
        <Failure
          title={text.bodyFailed}
          error={error}
          onRetry={() => {
            void readLeft.refetch();
            void readRight.refetch();
          }}
        />
      ) : leftBytes && rightBytes ? (
        <Bodies
          left={{ post: left, bytes: leftBytes }}
          right={{ post: right, bytes: rightBytes }}
          revealed={revealed}
        />
      ) : (
        <Skeleton h={60} role="status" aria-label={text.bodyLoading} />
      )}
    </section>
  );
}

function Bodies(props: { left: Side; right: Side; revealed: boolean }) {
  const { left, right, revealed } = props;
  const at = useMemo(() => firstDifference(left.bytes, right.bytes), [left.bytes, right.bytes]);
  const isText = useMemo(
    () => textOf(left.bytes.subarray(0, merged)) !== null && textOf(right.bytes.subarray(0, merged)) !== null,
    [left.bytes, right.bytes],
  );
  if (left.bytes.length === 0 && right.bytes.length === 0) return <p className={css.note}>{text.bodyNone}</p>;
  if (at === null) return <p className={css.note}>{text.bodySame(formatSize(left.bytes.length))}</p>;
  if (!isText) return <BinaryBodies left={left} right={right} at={at} revealed={revealed} />;
  const cut = Math.max(left.bytes.length, right.bytes.length) > merged;
  const drawn = ({ post, bytes }: Side) => {
    const ranges = revealed ? [] : post.secretRanges.body.filter((range) => range.start < merged);
    return maskedText(bytes.subarray(0, merged), ranges);
  };
  return (
    <>
      {cut ? <p className={css.note}>{text.tooLong(formatSize(merged))}</p> : null}
      <Suspense fallback={<Skeleton h={60} />}>
        <MergeView left={drawn(left)} right={drawn(right)} label={text.merged} />
      </Suspense>
    </>
  );
}

function BinaryBodies(props: { left: Side; right: Side; at: number; revealed: boolean }) {
  const { at, revealed } = props;
  return (
    <>
      <p className={css.note}>{text.firstDifference(at)}</p>
      <div className={css.pair}>
        {[props.left, props.right].map((side) => (
          <BinarySide key={side.post.id} side={side} at={at} revealed={revealed} />
        ))}
      </div>
    </>
  );
}

function BinarySide(props: { side: Side; at: number; revealed: boolean }) {
  const { post, bytes } = props.side;
  const hash = useQuery({
    queryKey: ['body-hash', post.id],
    queryFn: () => sha256(bytes),
    gcTime: 0,
  });
  const start = Math.max(0, (props.at - around) & ~15);
  const end = Math.min(bytes.length, start + 2 * around + 16);
  const masked = props.revealed ? [] : post.secretRanges.body;
  return (
    <div className={css.side}>
      <dl className={css.facts}>
        <dt>{text.size}</dt>
        <dd>{`${bytes.length.toLocaleString('en')} B`}</dd>
        {hash.data ? (
          <>
            <dt>{text.sha256}</dt>
            <dd className={css.hash}>{hash.data}</dd>
          </>
        ) : null}
      </dl>
      <pre className={css.hex}>
        {hexDump(bytes.subarray(0, end), { masked })
          .split('\n')
          .slice(start / 16)
          .join('\n')}
      </pre>
    </div>
  );
}

/** In hex; null where the window has no cryptography (a page that is not secure). */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  return [...new Uint8Array(await subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
