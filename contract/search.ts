import { postSummarySchema } from './post.ts';
import { facetNames } from './words.ts';
import { z } from './zod.ts';

/** How many posts match. */
export const countSchema = z.object({
  count: z.int(),
  /** False when counting was cut short: then there are at least this many. */
  exact: z.boolean(),
});
export type Count = z.infer<typeof countSchema>;

export const facetNameSchema = z.enum(facetNames);
export type FacetName = z.infer<typeof facetNameSchema>;

export const valueCountSchema = z.object({ value: z.string(), count: z.int() });
export type ValueCount = z.infer<typeof valueCountSchema>;

/** The most frequent values of each filter among the posts that match. */
export const facetsSchema = z.object({
  facets: z.array(z.object({ name: facetNameSchema, values: z.array(valueCountSchema) })),
  /** How many of the newest matching posts were counted. */
  counted: z.int(),
  /** True when these are all that match. */
  exact: z.boolean(),
});
export type Facets = z.infer<typeof facetsSchema>;

/** Milliseconds since 1970, as far as a Date goes. */
const time = z.int().min(0).max(8_640_000_000_000_000);

/** What of the posts over time is asked for. */
export const histogramInputSchema = z
  .object({
    query: z.string().max(2000).optional(),
    /** Default: since the oldest post, until now. */
    from: time.optional(),
    to: time.optional(),
    buckets: z.int().min(1).max(500).default(60),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['from'],
    error: 'must be before "to"',
  });

/** Posts over time. Times in milliseconds since 1970. */
export const histogramSchema = z.object({
  from: z.int(),
  to: z.int(),
  bucketMs: z.int(),
  /** One number for each bucket, oldest first. */
  counts: z.array(z.int()),
  /** False when only the newest of the matching posts were counted. */
  exact: z.boolean(),
});
export type Histogram = z.infer<typeof histogramSchema>;

/** The posts of one phone number with one short code. */
export const conversationSchema = z.object({
  phone: z.string(),
  code: z.string().nullable(),
  posts: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  last: postSummarySchema,
});
export type Conversation = z.infer<typeof conversationSchema>;

/** What the user says a status value means. Nothing is labelled before the user does it. */
export const statusLabelSchema = z.object({
  dialect: z.string(),
  /** The value as the platform sends it. */
  status: z.string().max(256),
  meaning: z.enum(['in-progress', 'delivered', 'failed']).nullable(),
  /** The user's own word for it; null = the value itself. */
  label: z.string().max(80).nullable(),
  colour: z.enum(['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'grape']).nullable(),
});
export type StatusLabel = z.infer<typeof statusLabelSchema>;

/** How the usual server platforms would hand a post's fields to a handler, where they differ from what was sent. */
export const platformReadingSchema = z.object({
  platform: z.enum(['php', 'aspnet', 'coldfusion']),
  /** `$_POST['phone']`, `Request.Form["phone"]`, `form.phone`. */
  fields: z.array(
    z.object({
      /** The expression that reads it. */
      expression: z.string(),
      value: z.string().nullable(),
      /** Positions of the fields it is made of. */
      positions: z.array(z.int()),
      /** Why it is not what was sent, in a sentence; null when it is. */
      note: z.string().nullable(),
    }),
  ),
  /** What the platform does not show at all, in sentences. */
  notes: z.array(z.string()),
});
export type PlatformReading = z.infer<typeof platformReadingSchema>;
