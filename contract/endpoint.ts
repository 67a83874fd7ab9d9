import { headerSchema, kindSchema } from './post.ts';
import { forwardRuleSchema } from './target.ts';
import { z } from './zod.ts';

export const responseFaultSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  /** The first posts since the rule was set are answered otherwise. */
  z.object({ type: z.literal('fail-first'), count: z.int().min(1).max(1_000_000), status: z.int().min(400).max(599) }),
  /** So many of a hundred, evenly spread. */
  z.object({ type: z.literal('fail-percent'), percent: z.number().min(0).max(100), status: z.int().min(400).max(599) }),
  /** The connection is closed without an answer. */
  z.object({ type: z.literal('close') }),
  /** The answer comes byte by byte. */
  z.object({ type: z.literal('slow'), bytesPerSecond: z.int().min(1).max(1_000_000) }),
  /** No answer ever comes; the connection stays open until the platform gives up. */
  z.object({ type: z.literal('time-out') }),
]);
export type ResponseFault = z.infer<typeof responseFaultSchema>;

/** What the receiver answers once a post is stored. A body may be sent to the subscriber as a message, so the default has none. */
export const responseRuleSchema = z.object({
  status: z.int().min(200).max(599),
  headers: z.array(headerSchema),
  /** Text; `{{name}}` stands for the value of the post's first field of that name. Header values, too. */
  body: z.string(),
  /** How long the answer waits after the post was stored. */
  delayMs: z.int().min(0).max(120_000).default(0),
  /** A fault to test the platform with; the post is stored all the same. */
  fault: responseFaultSchema.default({ type: 'none' }),
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
  forward: forwardRuleSchema.prefault({}),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const defaultResponse: ResponseRule = {
  status: 200,
  headers: [],
  body: '',
  delayMs: 0,
  fault: { type: 'none' },
};

export const noForward = forwardRuleSchema.parse({});

/** What a new data folder starts with. */
export const defaultEndpoints: Endpoint[] = [
  {
    path: '/callback',
    dialect: 'txtwire',
    kind: 'callback',
    response: defaultResponse,
    target: null,
    forward: noForward,
  },
  { path: '/status', dialect: 'txtwire', kind: 'status', response: defaultResponse, target: null, forward: noForward },
];
