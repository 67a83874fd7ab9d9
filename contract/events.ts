import { z } from 'zod';
import { deliverySchema } from './delivery.ts';
import { incidentSchema } from './incident.ts';
import { postSummarySchema } from './post.ts';
import { appStatusSchema } from './status.ts';
import { tunnelSchema } from './tunnel.ts';

/** What the live feed tells. Bodies never travel here; they are fetched by id. */
export const feedEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('posts'),
    /** New posts, oldest first. */
    posts: z.array(postSummarySchema),
    /** How many are stored now. */
    total: z.int(),
    /** True when more arrived than a batch carries: the view reads the list again. */
    skipped: z.boolean(),
  }),
  z.object({
    type: z.literal('posts-changed'),
    /** Posts whose marks changed. */
    posts: z.array(postSummarySchema),
  }),
  z.object({ type: z.literal('posts-deleted'), deleted: z.int(), total: z.int() }),
  z.object({ type: z.literal('delivery'), delivery: deliverySchema }),
  z.object({ type: z.literal('tunnel'), tunnel: tunnelSchema }),
  z.object({ type: z.literal('incident'), incident: incidentSchema }),
  z.object({ type: z.literal('status'), status: appStatusSchema }),
]);
export type FeedEvent = z.infer<typeof feedEventSchema>;
