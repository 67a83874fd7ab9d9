import { headerSchema } from './post.ts';
import { z } from './zod.ts';

/** One sending of a post to a target. */
export const deliverySchema = z.object({
  id: z.int(),
  /** Null for a test post that went straight to a target and never was a post. */
  postId: z.int().nullable(),
  target: z.string(),
  origin: z.enum(['replay', 'forward', 'test']),
  startedAt: z.string(),
  durationMs: z.number(),
  request: z.object({
    method: z.string(),
    target: z.string(),
    headers: z.array(headerSchema),
    /** Bytes. */
    bodySize: z.int(),
    /** Base64 of the body when it was edited; null when it was the post's own. */
    editedBody: z.string().nullable().default(null),
  }),
  response: z
    .object({
      status: z.int(),
      statusText: z.string(),
      headers: z.array(headerSchema),
      /** Base64, at most 1 MiB of it. */
      body: z.string(),
      /** Bytes the target sent (as far as they were read). */
      bodySize: z.int(),
      /** True when `body` is only the beginning. */
      cut: z.boolean(),
    })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The job it was a part of. */
  jobId: z.int().nullable().default(null),
  /** Whether the answer was what was expected; null when nothing was. */
  passed: z.boolean().nullable().default(null),
  /** What was not as expected, in sentences. */
  differences: z.array(z.string()).default([]),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** What to change before a replay; what is not named is sent byte for byte as it came. */
export const editsSchema = z.object({
  method: z.string().optional(),
  /** Path and query. */
  target: z.string().optional(),
  headers: z.array(headerSchema).optional(),
  /** New body as text, sent as UTF-8. */
  body: z.string().optional(),
  /** New body as base64, for bytes that are no text. */
  bodyBase64: z.string().optional(),
});
export type Edits = z.infer<typeof editsSchema>;
