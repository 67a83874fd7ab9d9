import { Tabs } from '@mantine/core';
import { usePrefetchQuery, useQuery } from '@tanstack/react-query';
import { memo, useMemo, useState } from 'react';
import type { Finding, Post, PostSummary } from '../../contract/index.ts';
import { CodeTab } from '../code/code-tab.tsx';
import { CompareButton } from '../compare/compare-button.tsx';
import { DeliveriesTab } from '../replay/deliveries-tab.tsx';
import { TimelineTab } from '../timeline/timeline-tab.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { readStored, writeStored } from '../ui/stored.ts';
import { BodyTab } from './body-tab.tsx';
import { rowKeyOf } from './field-rows.ts';
import { FieldsTab, type Jump } from './fields-tab.tsx';
import { tabOf } from './finding-groups.ts';
import { FindingList } from './finding-list.tsx';
import { HeadersTab } from './headers-tab.tsx';
import { NoteEditor } from './note-editor.tsx';
import { PanelSkeleton } from './panel-skeleton.tsx';
import { PostActions } from './post-actions.tsx';
import { PostHeader } from './post-header.tsx';
import { PostMarks } from './post-marks.tsx';
import css from './post-panel.module.css';
import { text } from './strings.ts';
import { useReveal } from './use-reveal.ts';

const tabs = ['fields', 'body', 'headers', 'timeline', 'deliveries', 'code'] as const;
type Tab = (typeof tabs)[number];

const storedTab = (): Tab => tabs.find((tab) => tab === readStored('tab')) ?? 'fields';

/** Everything about one post. The row of the list fills the header at once; the rest follows. */
export const PostPanel = memo(function PostPanel(props: {
  id: number;
  summary: PostSummary | null;
  onClose: () => void;
}) {
  const { id } = props;
  const { api } = useLive();
  const read = useQuery(api.query.posts.get.queryOptions({ input: { id } }));
  const post = useMemo(() => read.data && withMarks(read.data, props.summary), [read.data, props.summary]);
  // Read along with the post, not behind it.
  usePrefetchQuery(api.query.dialects.queryOptions());
  const deliveries = useQuery(api.query.posts.deliveries.queryOptions({ input: { id } }));
  const reveal = useReveal();
  const [tab, setTab] = useState<Tab>(storedTab);
  const [jump, setJump] = useState<Jump | null>(null);
  const [noting, setNoting] = useState(false);
  const [delivery, setDelivery] = useState<number | null>(null);

  const show = (finding: Finding) => {
    const where = tabOf(finding);
    if (where !== null) setTab(where);
    const key = where === 'fields' && post ? rowKeyOf(finding, post.fields) : null;
    if (!key) return;
    setJump((old) => ({ key, nonce: (old?.nonce ?? 0) + 1 }));
  };
  const choose = (value: string | null) => {
    const next = tabs.find((each) => each === value) ?? 'fields';
    setTab(next);
    // Where a replay leads is of the moment; what the user picks is a habit.
    writeStored('tab', next === 'deliveries' ? 'fields' : next);
  };
  const count = deliveries.data?.length ?? 0;
  const head = post ?? props.summary;
  return (
    <section className={css.panel} aria-label={text.panel(id)}>
      {head ? (
        <PostHeader
          post={head}
          detail={post ?? null}
          marks={
            read.error ? null : (
              <>
                <CompareButton post={head} />
                <PostMarks post={head} noting={noting} onNote={setNoting} />
              </>
            )
          }
          onClose={props.onClose}
        />
      ) : null}
      {head && !read.error ? (
        <PostActions
          post={head}
          detail={post ?? null}
          onDelivered={(next) => {
            setDelivery(next.id);
            setTab('deliveries');
          }}
        />
      ) : null}
      {read.error ? (
        <Failure title={text.failed} error={read.error} onRetry={() => void read.refetch()} />
      ) : post ? (
        <>
          {noting || post.note !== null ? (
            <NoteEditor post={post} autoFocus={noting} onFocus={() => setNoting(true)} />
          ) : null}
          <FindingList postId={post.id} findings={post.findings} onShow={show} />
          <Tabs value={tab} onChange={choose} className={css.tabs}>
            <Tabs.List className={css.list}>
              {tabs.map((each) => (
                <Tabs.Tab key={each} value={each} aria-label={text.tabs[each]}>
                  {text.tabs[each]}
                  <span className={css.count} aria-hidden>
                    {each === 'deliveries' && count > 0 ? count : null}
                    {each === 'fields' ? post.fields.length : null}
                  </span>
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="fields" className={css.content}>
              <FieldsTab post={post} reveal={reveal} jump={jump} />
            </Tabs.Panel>
            <Tabs.Panel value="body" className={css.content}>
              <BodyTab post={post} reveal={reveal} />
            </Tabs.Panel>
            <Tabs.Panel value="headers" className={css.content}>
              <HeadersTab post={post} reveal={reveal} />
            </Tabs.Panel>
            <Tabs.Panel value="timeline" className={css.content}>
              <TimelineTab post={post} />
            </Tabs.Panel>
            <Tabs.Panel value="deliveries" className={css.content}>
              <DeliveriesTab post={post} selected={delivery} onSelect={setDelivery} reveal={reveal} />
            </Tabs.Panel>
            <Tabs.Panel value="code" className={css.content}>
              <CodeTab post={post} reveal={reveal} />
            </Tabs.Panel>
          </Tabs>
        </>
      ) : (
        <PanelSkeleton />
      )}
    </section>
  );
});

/** The list hears of new marks first: a mark may be set while the post is still being read. */
function withMarks(post: Post, summary: PostSummary | null): Post {
  if (!summary || (summary.unread === post.unread && summary.pinned === post.pinned)) return post;
  return { ...post, unread: summary.unread, pinned: summary.pinned };
}
