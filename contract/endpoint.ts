import { headerSchema, kindSchema } from './post.ts';
import { z } from './zod.ts';

/** What the receiver answers once a post is stored. A body may be sent to the subscriber as a message, so the default has none. */
export const responseRuleSchema = z.object({
  status: z.int().min(200).max(599),
  headers: z.array(headerSchema),
  body: z.string(),
});
export type ResponseRule = z.infer<typeof responseRuleSchema>;

/** A path on the receiver and what is expected there. */
export const endpointSchema = z.object({
  path: z.string().regex(/^\/\S*$/, 'A path starts with "/" and has no blanks.'),
  dialect: z.string(),
  kind: kindSchema,
  response: responseRuleSchema,
  /** Where its posts are replayed when no target is named; null = the default target. */
  target: z.string().nullable(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const defaultResponse: ResponseRule = { status: 200, headers: [], body: '' };

/** What a new data folder starts with. */
export const defaultEndpoints: Endpoint[] = [
  { path: '/callback', dialect: 'txtwire', kind: 'callback', response: defaultResponse, target: null },
  { path: '/status', dialect: 'txtwire', kind: 'status', response: defaultResponse, target: null },
];
