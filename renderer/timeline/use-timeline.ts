import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { shareTicket, ticketsOf } from './same-ticket.ts';

/** The posts of a post's tickets, oldest first, kept fresh by the live feed. Nothing is read for a post without a ticket. */
export function useTimeline(post: Pick<Post, 'id' | 'ticket' | 'customTicket'>) {
  const { id, ticket, customTicket } = post;
  const { api, onPosts } = useLive();
  const queries = useQueryClient();
  const hasTicket = ticketsOf({ ticket, customTicket }).length > 0;
  const options = api.query.posts.timeline.queryOptions({ input: { id } });
  // Read anew each time it is opened: posts that came while nobody looked are not in the cache.
  const read = useQuery({ ...options, enabled: hasTicket, staleTime: 0 });

  useEffect(() => {
    if (!hasTicket) return;
    const key = api.query.posts.timeline.queryKey({ input: { id } });
    const again = () => void queries.invalidateQueries({ queryKey: key });
    return onPosts((news) => {
      if (news.type === 'missed' || news.type === 'posts-deleted' || (news.type === 'posts' && news.skipped)) again();
      else if (news.type === 'posts') {
        const fresh = news.posts.filter((each) => shareTicket(each, { ticket, customTicket }));
        if (fresh.length === 0) return;
        queries.setQueryData(key, (old) => old && withPosts(old, fresh));
      }
    });
  }, [api, queries, onPosts, id, ticket, customTicket, hasTicket]);

  return { ...read, hasTicket };
}

/** Adds posts that are not there yet. */
export function withPosts(list: readonly PostSummary[], fresh: readonly PostSummary[]): PostSummary[] {
  const known = new Set(list.map((post) => post.id));
  return [...list, ...fresh.filter((post) => !known.has(post.id))];
}
