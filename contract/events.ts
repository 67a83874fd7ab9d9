import { importProgressSchema } from './code.ts';
import { deliverySchema } from './delivery.ts';
import { incidentSchema } from './incident.ts';
import { postSummarySchema } from './post.ts';
import { replayJobSchema } from './replay-job.ts';
import { appStatusSchema } from './status.ts';
import { forwardStateSchema, targetHealthSchema } from './target.ts';
import { tunnelSchema } from './tunnel.ts';
import { z } from './zod.ts';

/** How many posts are stored now, and how many of them nobody opened. */
const counts = { total: z.int(), unread: z.int() };

/** What the live feed tells. Bodies never travel here; they are fetched by id. */
export const feedEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('posts'),
    /** New posts, oldest first. */
    posts: z.array(postSummarySchema),
    ...counts,
    /** True when more arrived than a batch carries: the view reads the list again. */
    skipped: z.boolean(),
  }),
  z.object({
    type: z.literal('posts-changed'),
    /** Posts whose marks changed. */
    posts: z.array(postSummarySchema),
    ...counts,
  }),
  z.object({ type: z.literal('posts-deleted'), deleted: z.int(), ...counts }),
  z.object({ type: z.literal('delivery'), delivery: deliverySchema }),
  z.object({ type: z.literal('tunnel'), tunnel: tunnelSchema }),
  z.object({ type: z.literal('incident'), incident: incidentSchema }),
  z.object({ type: z.literal('replay-job'), job: replayJobSchema }),
  z.object({ type: z.literal('forwards'), forwards: z.array(forwardStateSchema) }),
  z.object({ type: z.literal('target-health'), health: z.array(targetHealthSchema) }),
  /** Told a few times a second while a file is imported; the answer to the import tells the end. */
  z.object({ type: z.literal('import'), progress: importProgressSchema }),
  z.object({ type: z.literal('status'), status: appStatusSchema }),
  /** Somebody changed these: who shows them reads them again. */
  z.object({ type: z.literal('changed'), what: z.enum(['endpoints', 'targets', 'settings']) }),
]);
export type FeedEvent = z.infer<typeof feedEventSchema>;
