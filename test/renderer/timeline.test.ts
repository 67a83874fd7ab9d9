import { describe, expect, it } from 'vitest';
import type { PostSummary, StatusLabel } from '../../contract/index.ts';
import { labelColour, labelOf, labelWord } from '../../renderer/labels/label-words.ts';
import { gapWords } from '../../renderer/timeline/gap-words.ts';
import { shareTicket, ticketsOf } from '../../renderer/timeline/same-ticket.ts';
import { timelineEntries } from '../../renderer/timeline/timeline-entries.ts';
import { withPosts } from '../../renderer/timeline/use-timeline.ts';
import { summary } from './posts.ts';

const start = Date.parse('2026-11-22T10:00:00.000Z');

/** A status of ticket t-1, so many seconds after the start. */
function statusAt(id: number, seconds: number, part: Partial<PostSummary> = {}): PostSummary {
  const receivedAt = new Date(start + seconds * 1000).toISOString();
  return summary(id, {
    kind: 'status',
    ticket: 't-1',
    keyword: null,
    status: `s${id}`,
    excerpt: `s${id}`,
    receivedAt,
    ...part,
  });
}

const marks = (posts: PostSummary[], labels: StatusLabel[] = []) =>
  timelineEntries(posts, labels).map((entry) => entry.marks.map(({ type }) => type));

function label(status: string, part: Partial<StatusLabel> = {}): StatusLabel {
  return { dialect: 'txtwire', status, meaning: null, label: null, colour: null, ...part };
}

describe('timelineEntries', () => {
  it('orders posts by arrival and measures the gaps', () => {
    const entries = timelineEntries([statusAt(3, 1.4), statusAt(1, 0), statusAt(2, 121.4)], []);
    expect(entries.map(({ post }) => post.id)).toEqual([1, 3, 2]);
    expect(entries.map(({ gapMs }) => gapMs)).toEqual([null, 1400, 120_000]);
  });

  it('marks a status that its number had before, and names the earlier post', () => {
    const posts = [statusAt(1, 0, { status: 'a' }), statusAt(2, 1, { status: 'b' }), statusAt(3, 2, { status: 'a' })];
    expect(marks(posts)).toEqual([[], [], ['repeated']]);
    expect(timelineEntries(posts, [])[2]?.marks[0]?.sentence).toContain('post 1');
  });

  it('does not take the same status of another number for a repetition', () => {
    const posts = [statusAt(1, 0, { status: 'a' }), statusAt(2, 1, { status: 'a', phone: '18015550177' })];
    expect(marks(posts)).toEqual([[], []]);
  });

  it('marks a callback that looks the same, and no other', () => {
    const posts = [summary(1), summary(2), summary(3, { excerpt: 'something else' })];
    expect(marks(posts)).toEqual([[], ['repeated'], []]);
  });

  it('marks a post that came long after the others of its kind follow each other', () => {
    const posts = [0, 5, 10, 15, 4000].map((seconds, index) => statusAt(index + 1, seconds));
    expect(marks(posts)).toEqual([[], [], [], [], ['late']]);
  });

  it.each([
    ['there are too few others to compare with', [0, 5, 4000]],
    ['the others are as slow', [0, 2000, 4000, 6000]],
    ['the gap is short anyway', [0, 0.1, 0.2, 0.3, 30]],
  ])('marks nothing as late when %s', (_, seconds) => {
    expect(marks(seconds.map((each, index) => statusAt(index + 1, each))).flat()).toEqual([]);
  });

  it('finds a status in progress late after a final one, by the labels of the user alone', () => {
    const posts = [statusAt(1, 0, { status: 'D' }), statusAt(2, 1, { status: 'P' })];
    expect(marks(posts)).toEqual([[], []]);
    const labels = [label('D', { meaning: 'delivered' }), label('P', { meaning: 'in-progress' })];
    expect(marks(posts, labels)).toEqual([[], ['late']]);
    expect(
      marks(
        [...posts].reverse().map((post, index) => ({ ...post, receivedAt: statusAt(0, index).receivedAt })),
        labels,
      ),
    ).toEqual([[], []]);
  });
});

describe('gapWords', () => {
  it.each([
    [482, '482 ms'],
    [1400, '1.4 s'],
    [59_960, '1 min'],
    [120_000, '2 min'],
    [3 * 3_600_000 + 5 * 60_000, '3 h 5 min'],
    [3 * 86_400_000, '3 days'],
    [-1400, '−1.4 s'],
  ])('writes %i ms as %s', (ms, words) => {
    expect(gapWords(ms)).toBe(words);
  });
});

describe('tickets', () => {
  it('are shared across both fields, without regard to case and blanks', () => {
    expect(shareTicket({ ticket: 'T-1', customTicket: null }, { ticket: null, customTicket: ' t-1 ' })).toBe(true);
    expect(shareTicket({ ticket: 't-1', customTicket: null }, { ticket: 't-2', customTicket: null })).toBe(false);
  });

  it('are not shared by posts that have none', () => {
    expect(ticketsOf({ ticket: ' ', customTicket: null })).toEqual([]);
    expect(shareTicket({ ticket: '', customTicket: null }, { ticket: '', customTicket: null })).toBe(false);
  });

  it('take a live post once', () => {
    const list = withPosts([summary(1)], [summary(1), summary(2)]);
    expect(list.map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('labels', () => {
  it('belong to the value exactly as it came, and to its platform', () => {
    const labels = [label('DELIVRD', { meaning: 'delivered' })];
    expect(labelOf(labels, { dialect: 'txtwire', status: 'DELIVRD' })).toBe(labels[0]);
    expect(labelOf(labels, { dialect: 'txtwire', status: 'delivrd' })).toBeNull();
    expect(labelOf(labels, { dialect: 'other', status: 'DELIVRD' })).toBeNull();
    expect(labelOf(labels, { dialect: null, status: 'DELIVRD' })).toBeNull();
  });

  it('say the user’s word before the meaning, and nothing when they are a colour alone', () => {
    expect(labelWord(label('x', { meaning: 'failed', label: 'bounced' }))).toBe('bounced');
    expect(labelWord(label('x', { meaning: 'failed' }))).toBe('Failed');
    expect(labelWord(label('x', { colour: 'red' }))).toBeNull();
  });

  it('have the colour that was chosen, else that of their meaning', () => {
    expect(labelColour({ colour: 'grape', meaning: 'failed' })).toBe('grape');
    expect(labelColour({ colour: null, meaning: 'failed' })).toBe('red');
    expect(labelColour({ colour: null, meaning: null })).toBe('gray');
  });
});
