import type { PostSummary, StatusLabel } from '../../contract/index.ts';
import { labelOf } from '../labels/label-words.ts';
import { gapWords } from './gap-words.ts';
import { text } from './strings.ts';

/** Something worth noticing about a post among the others of its ticket. */
export interface TimelineMark {
  type: 'repeated' | 'late';
  /** Why, in a sentence. */
  sentence: string;
}

export interface TimelineEntry {
  post: PostSummary;
  /** Milliseconds since the post before it; null for the first. */
  gapMs: number | null;
  marks: TimelineMark[];
}

/** A gap counts as long from this on, whatever the others are. */
const longGapMs = 60_000;
/** And when it is so many times the usual one. */
const longGapFactor = 10;
/** With fewer other gaps there is nothing usual. */
const fewestGaps = 2;

/**
 * The posts of one ticket in order of arrival, with what is to be noticed about each. Nothing of a platform is assumed:
 * `repeated` compares with the earlier posts, `late` with the gaps of this very timeline, and the order of statuses with
 * what the user's labels say of them.
 */
export function timelineEntries(posts: readonly PostSummary[], labels: readonly StatusLabel[]): TimelineEntry[] {
  const ordered = [...posts].sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || a.id - b.id);
  const late = longGaps(ordered);
  const seen = new Map<string, number>();
  const ended = new Map<string, number>();
  return ordered.map((post, index) => {
    const before = ordered[index - 1];
    const marks: TimelineMark[] = [];
    const repeat = repeatOf(post, seen);
    if (repeat) marks.push({ type: 'repeated', sentence: repeat });
    const gap = late.get(post.id);
    const order = lateStatus(post, labels, ended);
    if (order) marks.push({ type: 'late', sentence: order });
    else if (gap) marks.push({ type: 'late', sentence: gap });
    return { post, gapMs: before ? Date.parse(post.receivedAt) - Date.parse(before.receivedAt) : null, marks };
  });
}

/** A status is repeated when its number had that status before; any other post when it looks the same. */
function repeatOf(post: PostSummary, seen: Map<string, number>): string | null {
  const { kind, phone, status } = post;
  const isStatus = kind === 'status' && status !== null;
  const key = JSON.stringify(
    isStatus ? [kind, phone, status] : [kind, phone, post.method, post.path, post.bodySize, post.keyword, post.excerpt],
  );
  const earlier = seen.get(key);
  if (earlier === undefined) {
    seen.set(key, post.id);
    return null;
  }
  return isStatus ? text.sameStatus(earlier) : text.samePost(earlier);
}

function lateStatus(post: PostSummary, labels: readonly StatusLabel[], ended: Map<string, number>): string | null {
  const meaning = labelOf(labels, post)?.meaning;
  const number = post.phone ?? '';
  if (meaning === 'delivered' || meaning === 'failed') ended.set(number, ended.get(number) ?? post.id);
  const end = ended.get(number);
  return meaning === 'in-progress' && end !== undefined ? text.afterFinal(end) : null;
}

/** Posts that came long after the one of their kind before, compared with the other gaps of that kind. */
function longGaps(ordered: readonly PostSummary[]): ReadonlyMap<number, string> {
  const late = new Map<number, string>();
  for (const ofKind of Map.groupBy(ordered, (post) => post.kind).values()) {
    const gaps = ofKind.slice(1).map((post, index) => ({
      id: post.id,
      ms: Date.parse(post.receivedAt) - Date.parse(ofKind[index]?.receivedAt ?? post.receivedAt),
    }));
    if (gaps.length <= fewestGaps) continue;
    const sorted = gaps.map(({ ms }) => ms).sort((a, b) => a - b);
    for (const { id, ms } of gaps) {
      if (ms < longGapMs) continue;
      const usual = medianWithout(sorted, ms);
      if (ms >= usual * longGapFactor) late.set(id, text.longGap(gapWords(ms), gapWords(usual)));
    }
  }
  return late;
}

/** The middle of the sorted numbers when one of them is left out. */
function medianWithout(sorted: readonly number[], left: number): number {
  const out = sorted.indexOf(left);
  const middle = Math.floor((sorted.length - 2) / 2);
  return sorted[middle >= out ? middle + 1 : middle] ?? 0;
}
