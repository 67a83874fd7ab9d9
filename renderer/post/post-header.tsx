import { ActionIcon, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { StatusValue } from '../labels/status-value.tsx';
import { formatSize } from '../ui/bytes.ts';
import { KindBadge } from '../ui/kind-badge.tsx';
import { duration, fullTime, otherTime } from '../ui/time.ts';
import css from './post-header.module.css';
import { text as all } from './strings.ts';

const text = all.facts;

/** What the post is, at a glance. */
export function PostHeader(props: {
  post: Post | PostSummary;
  detail: Post | null;
  marks: ReactNode;
  onClose: () => void;
}) {
  const { post, detail } = props;
  return (
    <header className={css.header}>
      <div className={css.line}>
        <KindBadge kind={post.kind} />
        <h2 className={css.title} title={post.path}>
          <span className={css.method}>{post.method}</span> <bdi>{post.path}</bdi>
        </h2>
        <span className={css.id}>#{post.id}</span>
        <span className={css.marks}>
          {props.marks}
          <Tooltip label={`${all.close} (Esc)`}>
            <ActionIcon aria-label={all.close} onClick={props.onClose}>
              <IconX size={15} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <dl className={css.facts}>
        <Fact name={text.received}>
          <time dateTime={post.receivedAt} title={otherTime(post.receivedAt)}>
            {fullTime(post.receivedAt)}
          </time>
        </Fact>
        <Fact name={text.answered}>
          <b data-answer={post.responseStatus === null ? undefined : post.responseStatus < 400 ? 'ok' : 'bad'}>
            {post.responseStatus ?? '–'}
          </b>
        </Fact>
        <Fact name={text.via}>{post.via}</Fact>
        <Fact name={text.from}>
          {detail ? (
            (detail.forwardedFor ?? detail.remoteAddress)
          ) : (
            <span className={css.soon}>{likelyFrom(post)}</span>
          )}
        </Fact>
        <Fact name={text.size}>
          {formatSize(post.bodySize)}
          {detail && detail.receiveMs >= 1 ? ` ${text.took} ${duration(detail.receiveMs)}` : ''}
        </Fact>
        <Fact name={text.status}>
          {post.status === null ? null : <StatusValue dialect={post.dialect} status={post.status} />}
        </Fact>
        <Fact name={text.phone}>{post.phone}</Fact>
        <Fact name={text.code}>{post.code}</Fact>
        <Fact name={text.ticket}>{post.ticket}</Fact>
        <Fact name={text.customTicket}>{post.customTicket}</Fact>
      </dl>
    </header>
  );
}

/** About as wide as the address will be: what stands behind it, and the buttons below, are not to move when it comes. */
function likelyFrom({ via }: Pick<PostSummary, 'via'>): string {
  return via === 'tunnel' ? '203.0.113.100' : '127.0.0.1';
}

function Fact(props: { name: string; children: ReactNode }) {
  if (props.children === null || props.children === '') return null;
  return (
    <div className={css.fact}>
      <dt>{props.name}</dt>
      <dd>
        <bdi>{props.children}</bdi>
      </dd>
    </div>
  );
}
