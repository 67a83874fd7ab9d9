import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { StatusValue } from '../labels/status-value.tsx';
import { useLive } from '../ui/live.tsx';
import { Message } from '../ui/message.tsx';
import { FieldDetail } from './field-detail.tsx';
import { FieldLine, MissingLine } from './field-line.tsx';
import { FieldNotes } from './field-notes.tsx';
import { documentedFor, type FieldRow, fieldRows, statusKeyOf } from './field-rows.ts';
import css from './fields-tab.module.css';
import { fieldText as text } from './strings.ts';
import look from './table.module.css';
import { useReadings } from './use-readings.ts';
import { useReveal } from './use-reveal.ts';

const shownAtFirst = 200;

/** Which line to jump to; `nonce` makes a second jump to the same line a new one. */
export interface Jump {
  key: string;
  nonce: number;
}

/** Every field as the platform meant it: value, source, meaning and what is odd about it. */
export function FieldsTab(props: { post: Post; reveal: ReturnType<typeof useReveal>; jump: Jump | null }) {
  const { post, reveal, jump } = props;
  const { api } = useLive();
  const { data: dialects, isPending } = useQuery(api.query.dialects.queryOptions());
  const { readings, byPosition } = useReadings(post.id);
  const table = useRef<HTMLTableElement>(null);
  const [all, setAll] = useState(false);
  // Unfolded lines are a set of keys like revealed values, and are forgotten in the same way.
  const unfolded = useReveal();
  const rows = useMemo(
    () => fieldRows({ fields: post.fields, findings: post.findings, documented: documentedFor(post, dialects ?? []) }),
    [post, dialects],
  );
  const statusKey = useMemo(() => statusKeyOf(post), [post]);
  useJump({ jump, table, onJump: () => setAll(true) });

  if (rows.length === 0) return <Message title={text.none}>{text.noneHint}</Message>;
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  const isMasked = (positions: readonly number[]) =>
    rows.some(
      (row) =>
        row.type === 'field' && row.field.secret && positions.includes(row.field.position) && !reveal.isShown(row.key),
    );
  const line = (row: Extract<FieldRow, { type: 'field' }>) => {
    const open = unfolded.isShown(row.key);
    const ofField = byPosition.get(row.field.position) ?? [];
    return (
      <Fragment key={row.key}>
        <FieldLine
          row={row}
          shown={reveal.isShown(row.key)}
          marked={jump?.key === row.key}
          open={open}
          readings={ofField}
          label={
            row.key === statusKey && post.status !== null ? (
              <StatusValue dialect={post.dialect} status={post.status} bare />
            ) : null
          }
          onToggle={() => reveal.toggle(row.key)}
          onDetails={() => unfolded.toggle(row.key)}
        />
        {open ? (
          <tr className={css.unfolded}>
            <td colSpan={4}>
              <FieldDetail
                post={post}
                field={row.field}
                readings={ofField}
                shown={reveal.isShown(row.key)}
                isMasked={isMasked}
              />
            </td>
          </tr>
        ) : null}
      </Fragment>
    );
  };
  return (
    <>
      <table ref={table} className={`${look.table} ${css.fields}`} aria-label={text.table}>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.source}</th>
            <th scope="col">{text.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) =>
            row.type === 'field' ? line(row) : <MissingLine key={row.key} row={row} marked={jump?.key === row.key} />,
          )}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <div className={look.more}>
          <Button onClick={() => setAll(true)}>{text.moreFields(rows.length)}</Button>
        </div>
      ) : null}
      {/* What the dialect documents may add lines above. */}
      {isPending ? null : <FieldNotes readings={readings} />}
    </>
  );
}

/** Brings the line into view; the mark on it stays until another line is jumped to. */
function useJump(options: { jump: Jump | null; table: React.RefObject<HTMLTableElement | null>; onJump: () => void }) {
  const { jump, table } = options;
  const onJump = useRef(options.onJump);
  onJump.current = options.onJump;
  useEffect(() => {
    if (!jump) return;
    onJump.current();
    const frame = requestAnimationFrame(() => {
      const line = table.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(jump.key)}"]`);
      line?.scrollIntoView({ block: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, [jump, table]);
}
