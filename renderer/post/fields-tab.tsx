import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Message } from '../ui/message.tsx';
import { FieldLine, MissingLine } from './field-line.tsx';
import { documentedFor, fieldRows } from './field-rows.ts';
import css from './fields-tab.module.css';
import { fieldText as text } from './strings.ts';
import type { useReveal } from './use-reveal.ts';

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
  const dialects = useQuery(api.query.dialects.queryOptions()).data;
  const table = useRef<HTMLTableElement>(null);
  const [all, setAll] = useState(false);
  const rows = useMemo(
    () => fieldRows({ fields: post.fields, findings: post.findings, documented: documentedFor(post, dialects ?? []) }),
    [post, dialects],
  );

  useEffect(() => {
    if (!jump) return;
    setAll(true);
    const frame = requestAnimationFrame(() => {
      const line = table.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(jump.key)}"]`);
      line?.scrollIntoView({ block: 'center' });
      line?.animate(
        [
          { backgroundColor: 'color-mix(in srgb, var(--tl-accent) 30%, transparent)' },
          { backgroundColor: 'transparent' },
        ],
        { duration: 1600 },
      );
    });
    return () => cancelAnimationFrame(frame);
  }, [jump]);

  if (rows.length === 0) return <Message title={text.none}>{text.noneHint}</Message>;
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  return (
    <>
      <table ref={table} className={css.table} aria-label={text.table}>
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
            row.type === 'field' ? (
              <FieldLine
                key={row.key}
                row={row}
                shown={reveal.isShown(row.key)}
                onToggle={() => reveal.toggle(row.key)}
              />
            ) : (
              <MissingLine key={row.key} row={row} />
            ),
          )}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <div className={css.more}>
          <Button onClick={() => setAll(true)}>{text.moreFields(rows.length)}</Button>
        </div>
      ) : null}
    </>
  );
}
