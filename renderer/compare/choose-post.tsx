import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { LabelTag } from '../labels/label-tag.tsx';
import { shareTicket, ticketsOf } from '../timeline/same-ticket.ts';
import { KindBadge } from '../ui/kind-badge.tsx';
import { useLive } from '../ui/live.tsx';
import { clockParts } from '../ui/time.ts';
import { formatView } from '../ui/view.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './choose-post.module.css';
import { previousOf, queryFor } from './previous.ts';
import { chooseText as text } from './strings.ts';

const settleMs = 150;
const results = 20;

/** The post to compare with: the one before it, or any that a search finds. */
export function ChoosePost(props: { post: Post | PostSummary; onChosen: () => void }) {
  const { post, onChosen } = props;
  const { api } = useLive();
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed, settleMs);
  const query = queryFor(settled);
  const found = useQuery({
    ...api.query.posts.list.queryOptions({ input: { limit: results, ...(query ? { query } : {}) } }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const timeline = useQuery({
    ...api.query.posts.timeline.queryOptions({ input: { id: post.id } }),
    enabled: ticketsOf(post).length > 0,
  });
  const sameKind = useQuery({
    ...api.query.posts.list.queryOptions({
      input: { query: `kind:${post.kind} before:${post.receivedAt}`, limit: 1 },
    }),
    staleTime: 0,
  });
  const ofTicket = previousOf(
    post,
    (timeline.data ?? []).filter((each) => shareTicket(each, post)),
  );
  const ofKind = sameKind.data?.posts[0] ?? null;
  const others = found.data?.posts.filter((each) => each.id !== post.id) ?? [];
  const line = (each: PostSummary) => <Choice key={each.id} post={each} than={post.id} onChosen={onChosen} />;
  return (
    <div className={css.choose}>
      {ofTicket ? (
        <div>
          <h3 className={css.heading}>{text.previousTicket}</h3>
          {line(ofTicket)}
        </div>
      ) : null}
      {ofKind && ofKind.id !== ofTicket?.id ? (
        <div>
          <h3 className={css.heading}>{text.previousKind(post.kind)}</h3>
          {line(ofKind)}
        </div>
      ) : null}
      <div>
        <TextInput
          data-autofocus
          label={text.search}
          placeholder={text.placeholder}
          value={typed}
          spellCheck={false}
          error={found.error ? faultOf(found.error).message : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div className={css.results}>
          {others.map(line)}
          {found.data && others.length === 0 ? <p className={css.nothing}>{text.nothing}</p> : null}
        </div>
      </div>
    </div>
  );
}

function Choice(props: { post: PostSummary; than: number; onChosen: () => void }) {
  const { post, than } = props;
  const clock = clockParts(post.receivedAt, new Date());
  // The older one on the left: changes read from left to right.
  const compared = [Math.min(post.id, than), Math.max(post.id, than)] as const;
  return (
    <a className={css.choice} href={formatView({ screen: 'compare', postId: null, compared })} onClick={props.onChosen}>
      <span className={css.id}>#{post.id}</span>
      <span className={css.time}>
        {clock.day ? `${clock.day} ` : ''}
        {clock.seconds}
      </span>
      <KindBadge kind={post.kind} />
      <span className={css.excerpt}>
        <VisibleText value={post.excerpt ?? `${post.method} ${post.path}`} oneLine /> <LabelTag post={post} />
      </span>
    </a>
  );
}
