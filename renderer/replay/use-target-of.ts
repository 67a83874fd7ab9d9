import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Post, PostSummary } from '../../contract/index.ts';
import { useTargets } from '../targets/use-targets.ts';
import { useLive } from '../ui/live.tsx';
import { readStored } from '../ui/stored.ts';
import { effectiveTarget, isTarget } from './targets.ts';

/** Under which name the pick for the posts of an endpoint is remembered. */
export function targetSlot(post: Post | PostSummary): string {
  return `target:${post.endpoint ?? ''}`;
}

/** Where a post goes: what was picked for its endpoint, else what the endpoint says, else the default. */
export function useTargetOf(post: Post | PostSummary) {
  const { api } = useLive();
  const endpoints = useQuery(api.query.endpoints.list.queryOptions()).data ?? [];
  const { read, targets, health, fallback } = useTargets();
  const [picked, pick] = useState(() => readStored(targetSlot(post)) || null);
  // A name that is gone is no target any more.
  const known = picked === null || isTarget(picked) || !read.data || targets.some(({ name }) => name === picked);
  const chosen = known ? picked : null;
  const effective = effectiveTarget({ chosen, endpoint: post.endpoint, endpoints, fallback });
  return { chosen, effective, pick, targets, health };
}
