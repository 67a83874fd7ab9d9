import { headerSchema, kindSchema } from './post.ts';
import { z } from './zod.ts';

/** A field that the platform's page names. */
export const documentedFieldSchema = z.object({
  name: z.string(),
  /** What the page says it is; null when the page does not say. */
  meaning: z.string().nullable(),
  /** True when it is sent only under conditions the page names. */
  optional: z.boolean(),
  secret: z.boolean(),
  /** Value used in test posts. */
  sample: z.string(),
});
export type DocumentedField = z.infer<typeof documentedFieldSchema>;

/** What a platform does with a post that did not get through. */
export const retryFactSchema = z.object({
  /** In a sentence. */
  sentence: z.string(),
  /** `documented`: on a page of the platform; `reported`: seen by others; `unverified`: from memory. */
  confidence: z.enum(['documented', 'reported', 'unverified']),
  /** Address of the page, or what the fact rests on. */
  source: z.string(),
});
export type RetryFact = z.infer<typeof retryFactSchema>;

/** What one platform's posts look like, as far as views need to know. */
export const dialectInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  kinds: z.array(z.object({ kind: kindSchema, fields: z.array(documentedFieldSchema) })),
  /** What happens to posts sent during an outage; null where the platform's page does not say. */
  retry: retryFactSchema.nullable(),
});
export type DialectInfo = z.infer<typeof dialectInfoSchema>;

/** A test post: the dialect's sample, with some fields changed (a string) or left out (null). */
export const testPostSchema = z.object({
  dialect: z.string().default('txtwire'),
  kind: z.enum(['callback', 'status']).default('callback'),
  fields: z.record(z.string(), z.string().nullable()).optional(),
  via: z.enum(['receiver', 'tunnel', 'target']).default('receiver'),
  target: z.string().optional(),
  /** Where the fields stand. */
  encoding: z.enum(['form', 'query', 'multipart', 'json']).default('form'),
  charset: z.enum(['utf-8', 'iso-8859-1', 'windows-1252', 'utf-16']).default('utf-8'),
  /** False leaves out the dialect's credentials. */
  credentials: z.boolean().default(true),
});
export type TestPost = z.infer<typeof testPostSchema>;

/** Several test posts in a row. */
export const scenarioSchema = z.object({
  test: testPostSchema,
  scenario: z.discriminatedUnion('type', [
    /** So many posts, each with a ticket of its own, so many a second. */
    z.object({ type: z.literal('burst'), count: z.int().min(1).max(10_000), rate: z.number().positive().max(10_000) }),
    /** The same bytes again. */
    z.object({ type: z.literal('duplicates'), count: z.int().min(2).max(100), gapMs: z.int().min(0).max(60_000) }),
    /** Status posts of one ticket with the user's own values, in this order; `shuffled` sends them out of order. */
    z.object({
      type: z.literal('statuses'),
      values: z.array(z.string().max(256)).min(1).max(100),
      gapMs: z.int().min(0).max(60_000),
      shuffled: z.boolean().default(false),
    }),
    /** One post, after a wait. */
    z.object({ type: z.literal('late'), afterMs: z.int().min(0).max(600_000) }),
  ]),
});
export type Scenario = z.input<typeof scenarioSchema>;

/** A request the user keeps, to send it again and again. */
export const sampleSchema = z.object({
  id: z.int(),
  name: z.string().min(1).max(80),
  method: z.string().min(1).max(32),
  /** Path and query. */
  target: z.string().min(1).max(16_384),
  headers: z.array(headerSchema).max(200),
  /** Base64. */
  body: z.string(),
});
export type Sample = z.infer<typeof sampleSchema>;
