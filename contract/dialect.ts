import { kindSchema } from './post.ts';
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
});
export type TestPost = z.infer<typeof testPostSchema>;
