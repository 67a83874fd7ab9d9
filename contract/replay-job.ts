import { expectationSchema } from './target.ts';
import { z } from './zod.ts';

/** Many replays at once. */
export const replayJobInputSchema = z.object({
  /** Everything that matches; an empty query is everything. Either this or `ids`. */
  query: z.string().max(2000).optional(),
  ids: z.array(z.int().positive()).min(1).max(10_000).optional(),
  /** Name or URL; default: each post's own. */
  target: z.string().max(2000).optional(),
  /** How many at a time; 1 keeps the order of arrival also in the answers. */
  concurrency: z.int().min(1).max(64).default(1),
  /** Most starts a second; null = as fast as they go. */
  rate: z.number().positive().max(100_000).nullable().default(null),
  /** Starts as far apart as the posts came, this many times faster; null = no spacing. */
  speed: z.number().positive().max(1_000_000).nullable().default(null),
  /** Default: the target's own expectation. */
  expect: expectationSchema.optional(),
});
export type ReplayJobInput = z.input<typeof replayJobInputSchema>;

export const replayJobSchema = z.object({
  id: z.int(),
  state: z.enum(['running', 'paused', 'done', 'cancelled']),
  /** Why it ended early, in a sentence. */
  reason: z.string().nullable(),
  query: z.string().nullable(),
  target: z.string().nullable(),
  total: z.int(),
  done: z.int(),
  /** Answers by status, and errors by code, most frequent first. */
  outcomes: z.array(z.object({ outcome: z.string(), count: z.int() })),
  /** Null while nothing is expected. */
  passed: z.int().nullable(),
  failed: z.int().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Posts a second so far. */
  perSecond: z.number(),
});
export type ReplayJob = z.infer<typeof replayJobSchema>;
