import { ActionIcon, Button, Skeleton, Switch, Tooltip } from '@mantine/core';
import { IconArrowsLeftRight, IconX } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { maskedTarget, maskText } from '../post/mask.ts';
import { useCommands } from '../ui/commands.tsx';
import { KindBadge } from '../ui/kind-badge.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import pane from '../ui/pane.module.css';
import { fullTime, otherTime } from '../ui/time.ts';
import { formatView } from '../ui/view.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import { CompareBody } from './compare-body.tsx';
import { compareFields, compareHeaders } from './compare-posts.ts';
import css from './compare-screen.module.css';
import { CompareTable } from './compare-table.tsx';
import { text } from './strings.ts';

/** Two posts side by side: request line, fields, headers and body. */
export function CompareScreen(props: {
  ids: readonly [number, number];
  onSwap: (ids: readonly [number, number]) => void;
  onClose: (postId: number) => void;
}) {
  const { ids } = props;
  const { api } = useLive();
  const leave = () => props.onClose(ids[1]);
  useCommands([{ id: 'leave', group: 'Post', title: text.back, keys: ['Escape'], listed: false, run: leave }]);
  const read = useQueries({ queries: ids.map((id) => api.query.posts.get.queryOptions({ input: { id } })) });
  const [left, right] = read.map((each) => each.data);
  const failed = read.find((each) => each.error);
  return (
    <div className={pane.pane}>
      <header className={css.head}>
        <h2 className={css.title}>{text.title}</h2>
        <span className={css.names}>{text.posts(ids[0], ids[1])}</span>
        <Button leftSection={<IconArrowsLeftRight size={14} stroke={1.7} />} onClick={() => props.onSwap(ids)}>
          {text.swap}
        </Button>
        <Tooltip label={`${text.back} (Esc)`}>
          <ActionIcon aria-label={text.back} onClick={leave}>
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      </header>
      {failed ? (
        <Failure
          title={text.failed}
          error={failed.error}
          onRetry={() => {
            for (const each of read) void each.refetch();
          }}
        />
      ) : left && right ? (
        <Comparison key={`${left.id}-${right.id}`} left={left} right={right} />
      ) : (
        <Skeleton h={120} m={20} role="status" aria-label={text.loading} />
      )}
    </div>
  );
}

function Comparison(props: { left: Post; right: Post }) {
  const { left, right } = props;
  const [differencesOnly, setDifferencesOnly] = useState(false);
  const [revealed, setRevealed] = useState(false);
  const fields = useMemo(() => compareFields(left, right), [left, right]);
  const headers = useMemo(() => compareHeaders(left, right), [left, right]);
  const sides = [text.sideOf(left.id), text.sideOf(right.id)] as const;
  const secret = [left, right].some(
    (post) =>
      post.secretHeaders.length > 0 ||
      post.secretRanges.body.length > 0 ||
      post.secretRanges.query.length > 0 ||
      post.fields.some((field) => field.secret),
  );
  const hidden = (isSecret: boolean) => isSecret && !revealed;
  return (
    <div className={css.content}>
      <div className={css.tools}>
        <Switch
          size="xs"
          label={text.hideSame}
          checked={differencesOnly}
          onChange={(event) => setDifferencesOnly(event.currentTarget.checked)}
        />
        {secret ? (
          <>
            <Button variant="subtle" px={8} onClick={() => setRevealed(!revealed)}>
              {revealed ? text.hide : text.reveal}
            </Button>
            {revealed ? null : <span className={css.hint}>{text.masked}</span>}
          </>
        ) : null}
      </div>
      <RequestLines left={left} right={right} revealed={revealed} />
      <CompareTable
        title={text.fields}
        lines={fields}
        differencesOnly={differencesOnly}
        sides={sides}
        show={(field) => <Value value={hidden(field.secret) && field.value ? maskText : field.value} />}
      />
      <CompareTable
        title={text.headers}
        lines={headers}
        differencesOnly={differencesOnly}
        sides={sides}
        show={(header) => <Value value={hidden(header.secret) ? maskText : header.value} />}
      />
      <CompareBody left={left} right={right} revealed={revealed} />
    </div>
  );
}

function RequestLines(props: { left: Post; right: Post; revealed: boolean }) {
  const line = (post: Post) => `${post.method} ${post.target} HTTP/${post.httpVersion}`;
  const same = line(props.left) === line(props.right);
  return (
    <section className={css.section} aria-label={text.requestLine}>
      <h3 className={css.heading}>
        {text.requestLine}
        <span className={css.count}>{same ? text.changes.same : text.changes.changed}</span>
      </h3>
      <div className={css.pair}>
        {[props.left, props.right].map((post) => (
          <div key={post.id} className={css.side}>
            <div className={css.sideHead}>
              <KindBadge kind={post.kind} />
              <a href={formatView({ screen: 'inbox', postId: post.id })}>{text.sideOf(post.id)}</a>
              <time dateTime={post.receivedAt} title={otherTime(post.receivedAt)}>
                {fullTime(post.receivedAt)}
              </time>
            </div>
            <div className={css.line} data-changed={!same || undefined}>
              <b>{post.method}</b>{' '}
              <VisibleText value={props.revealed ? post.target : maskedTarget(post.target, post.secretRanges.query)} />{' '}
              <span className={css.hint}>HTTP/{post.httpVersion}</span>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

function Value(props: { value: string | null }) {
  if (props.value === null) return <span className={css.state}>{text.noValue}</span>;
  if (props.value === '') return <span className={css.state}>{text.empty}</span>;
  return <VisibleText value={props.value} />;
}
