import { headerSchema } from './post.ts';
import { z } from './zod.ts';

/** What a target's answer is expected to be; what is null or empty is not checked. */
export const expectationSchema = z.object({
  /** `200`, `2xx`, or several with commas between. */
  status: z
    .string()
    .regex(/^\s*[1-5](\d\d|xx)(\s*,\s*[1-5](\d\d|xx))*\s*$/i, 'Expected statuses are written like 200, 2xx or 200,204.')
    .nullable()
    .default(null),
  bodyContains: z.string().max(10_000).nullable().default(null),
  /** Members of a JSON answer, by path (`result.items[0].id`), and the JSON text each has to equal. */
  json: z
    .array(z.object({ path: z.string().min(1).max(1000), equals: z.string().max(10_000) }))
    .max(50)
    .default([]),
});
export type Expectation = z.infer<typeof expectationSchema>;

/** A local URL with a name, for replays and forwarding. Wherever a target is asked for, its name or a URL does. */
export const targetSchema = z.object({
  name: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[^:/?#\s][^:/?#]*$/, 'The name of a target has no ":", "/", "?" or "#", and begins with no blank.'),
  /** Without a path, posts keep their own; with one, that is where they go. */
  url: z.string().max(2000),
  /** Set on every request; a header of the same name is replaced. */
  headers: z.array(headerSchema).max(50).default([]),
  timeoutMs: z.int().min(100).max(600_000).default(30_000),
  expect: expectationSchema.nullable().default(null),
});
export type Target = z.infer<typeof targetSchema>;

/** Whether something listens at a target: found out by connecting, nothing is sent. */
export const targetHealthSchema = z.object({
  name: z.string(),
  /** Null until it was looked at. */
  reachable: z.boolean().nullable(),
  since: z.string().nullable(),
  /** Why not, in a sentence. */
  reason: z.string().nullable(),
});
export type TargetHealth = z.infer<typeof targetHealthSchema>;

/** How the posts of an endpoint are forwarded. */
export const forwardRuleSchema = z.object({
  /** `queue`: sent in order after the answer. `pass-through`: the platform gets the target's own answer. */
  mode: z.enum(['off', 'queue', 'pass-through']).default('off'),
  /** Name or URL; null = the endpoint's target, else the default target. */
  target: z.string().max(2000).nullable().default(null),
  /** Answers outside these count as failed and are tried again. */
  accept: z.string().max(100).default('2xx'),
  /** Tries for one post before it becomes a dead letter. While nothing listens at the target, tries are not counted. */
  attempts: z.int().min(1).max(1000).default(5),
  /** Pass-through: how long the target may take before the endpoint's own answer is given instead. */
  fallbackAfterMs: z.int().min(100).max(60_000).default(5000),
});
export type ForwardRule = z.infer<typeof forwardRuleSchema>;

/** What becomes of the forwarded posts of one endpoint. */
export const forwardStateSchema = z.object({
  path: z.string(),
  mode: z.enum(['off', 'queue', 'pass-through']),
  target: z.string().nullable(),
  /** Its queue is held. Pass-through is not: the platform waits for it. */
  paused: z.boolean(),
  queued: z.int(),
  dead: z.int(),
  sent: z.int(),
  /** Why the oldest waits, in a sentence; null when nothing waits or it is being sent. */
  reason: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type ForwardState = z.infer<typeof forwardStateSchema>;

export const deadLetterSchema = z.object({
  postId: z.int(),
  path: z.string(),
  target: z.string(),
  attempts: z.int(),
  lastAt: z.string(),
  reason: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
