import type { Settings } from '../../contract/index.ts';
import type { Api } from '../api.ts';

/** The settings that make Tapline delete posts by itself. */
export const retentionNames = ['keepDays', 'keepPosts', 'keepBytes', 'keepStrays'] as const;
export type RetentionName = (typeof retentionNames)[number];

const dayMs = 24 * 60 * 60 * 1000;

/** True when more may be deleted with the new value than with the old one. */
export function isStricter(before: number | null, after: number | null): boolean {
  return after !== null && (before === null || after < before);
}

/** The query for what a retention by age deletes. */
export function olderThan(days: number, now: number): string {
  return `-is:pinned before:${new Date(Math.max(0, now - days * dayMs)).toISOString()}`;
}

/**
 * How many posts a change deletes at once.
 *
 * @returns null when that cannot be known beforehand
 */
export async function deletedBy(
  api: Api,
  { name, value, now }: { name: RetentionName; value: number; now: number },
): Promise<{ count: number; exact: boolean } | null> {
  if (name === 'keepDays') return api.client.posts.count({ query: olderThan(value, now) });
  if (name !== 'keepPosts') return null;
  const { count, exact } = await api.client.posts.count({ query: '-is:pinned' });
  return { count: Math.max(0, count - value), exact };
}

/** The part of the settings that "Reset" sets back; targets, labels and searches are the user's work, not a preference. */
export const resettable = [
  'maskedNames',
  'bodyLimit',
  ...retentionNames,
  'theme',
  'zone',
  'density',
] as const satisfies readonly (keyof Settings)[];
