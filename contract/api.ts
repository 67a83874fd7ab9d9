import { eventIterator, oc } from '@orpc/contract';
import { exportFormats, handlerSchema, importResultSchema, snippetSchema } from './code.ts';
import { deliverySchema, editsSchema } from './delivery.ts';
import { dialectInfoSchema, sampleSchema, scenarioSchema, testPostSchema } from './dialect.ts';

import { endpointSchema } from './endpoint.ts';
import { feedEventSchema } from './events.ts';
import { incidentSchema } from './incident.ts';
import { postSchema, postSummarySchema } from './post.ts';
import { replayJobInputSchema, replayJobSchema } from './replay-job.ts';
import {
  conversationSchema,
  countSchema,
  facetsSchema,
  histogramInputSchema,
  histogramSchema,
  platformReadingSchema,
  statusLabelSchema,
  valueCountSchema,
} from './search.ts';
import { settingsSchema } from './settings.ts';
import { appStatusSchema } from './status.ts';
import { deadLetterSchema, forwardStateSchema, targetHealthSchema, targetSchema } from './target.ts';
import { outageSchema, providerInfoSchema, tunnelChoiceSchema, tunnelHistorySchema, tunnelSchema } from './tunnel.ts';
import { z } from './zod.ts';

const id = z.object({ id: z.int().positive() });
const query = z.string().max(2000).optional();
const raw = z.file();

/** The one contract: the desktop window speaks it over a MessagePort, browsers and scripts over HTTP. */
export const contract = {
  status: oc
    .route({ method: 'GET', path: '/status', summary: 'Receiver, storage and notices' })
    .output(appStatusSchema),

  posts: {
    list: oc
      .route({ method: 'GET', path: '/posts', summary: 'Posts that match a query, newest first' })
      .input(
        z.object({
          query,
          limit: z.int().min(1).max(1000).default(100),
          before: z.string().optional(),
        }),
      )
      .output(z.object({ posts: z.array(postSummarySchema), next: z.string().nullable() })),
    count: oc
      .route({ method: 'GET', path: '/posts/count', summary: 'How many posts match a query' })
      .input(z.object({ query }))
      .output(countSchema),
    facets: oc
      .route({ method: 'GET', path: '/posts/facets', summary: 'The most frequent values among the posts that match' })
      .input(z.object({ query }))
      .output(facetsSchema),
    histogram: oc
      .route({ method: 'GET', path: '/posts/histogram', summary: 'Posts that match a query, over time' })
      .input(histogramInputSchema)
      .output(histogramSchema),
    values: oc
      .route({ method: 'GET', path: '/posts/values', summary: 'Values of a filter that begin with some text' })
      .input(
        z.object({
          filter: z.enum(['phone', 'code', 'keyword', 'ticket', 'status', 'method', 'response', 'finding']),
          prefix: z.string().max(256).default(''),
          limit: z.int().min(1).max(50).default(10),
        }),
      )
      .output(z.array(valueCountSchema)),
    markMany: oc
      .route({ method: 'POST', path: '/posts/marks', summary: 'Set unread or pinned of many posts' })
      .input(
        z.object({
          ids: z.array(z.int().positive()).min(1).max(10_000),
          unread: z.boolean().optional(),
          pinned: z.boolean().optional(),
        }),
      )
      .output(z.object({ changed: z.int() })),
    get: oc
      .route({ method: 'GET', path: '/posts/{id}', summary: 'Everything about a post but its body' })
      .input(id)
      .output(postSchema),
    body: oc
      .route({
        method: 'GET',
        path: '/posts/{id}/body',
        summary: 'The body, byte for byte, or with its content encoding undone',
      })
      .input(id.extend({ decoded: z.boolean().default(false) }))
      .output(raw),
    timeline: oc
      .route({
        method: 'GET',
        path: '/posts/{id}/timeline',
        summary: 'Posts that share its ticket or custom ticket, oldest first',
      })
      .input(id)
      .output(z.array(postSummarySchema)),
    readings: oc
      .route({
        method: 'GET',
        path: '/posts/{id}/readings',
        summary: 'How PHP, ASP.NET and ColdFusion would hand its fields to a handler',
      })
      .input(id)
      .output(z.array(platformReadingSchema)),
    deliveries: oc
      .route({ method: 'GET', path: '/posts/{id}/deliveries', summary: 'Its deliveries, newest first' })
      .input(id)
      .output(z.array(deliverySchema)),
    replay: oc
      .route({ method: 'POST', path: '/posts/{id}/replay', summary: 'Send it to a target' })
      .input(id.extend({ target: z.string().optional(), edits: editsSchema.optional() }))
      .output(deliverySchema),
    curl: oc
      .route({
        method: 'GET',
        path: '/posts/{id}/curl',
        summary: 'It as a cURL command, credentials masked unless revealed',
      })
      .input(id.extend({ target: z.string().optional(), reveal: z.boolean().default(false) }))
      .output(z.object({ command: z.string(), masked: z.int() })),
    snippets: oc
      .route({
        method: 'GET',
        path: '/posts/{id}/snippets',
        summary: 'It as commands and code that send the same request, credentials masked unless revealed',
      })
      .input(id.extend({ target: z.string().optional(), reveal: z.boolean().default(false) }))
      .output(z.array(snippetSchema)),
    mark: oc
      .route({ method: 'PATCH', path: '/posts/{id}', summary: 'Set unread, pinned or note' })
      .input(
        id.extend({
          unread: z.boolean().optional(),
          pinned: z.boolean().optional(),
          note: z.string().max(10_000).nullable().optional(),
        }),
      )
      .output(postSummarySchema),
    delete: oc
      .route({
        method: 'DELETE',
        path: '/posts',
        inputStructure: 'detailed',
        summary: 'Delete the posts that match a query, or those with the given ids',
      })
      .input(
        z.object({
          query: z.object({
            query: z.string().max(2000).optional(),
            /** Numbers with commas between. */
            ids: z
              .string()
              .max(100_000)
              .regex(/^\d+(,\d+)*$/, 'Give ids as numbers with commas between.')
              .optional(),
          }),
        }),
      )
      .output(z.object({ deleted: z.int() })),
  },

  conversations: oc
    .route({ method: 'GET', path: '/conversations', summary: 'Conversations, the one with the newest post first' })
    .input(
      z.object({
        /** Beginning of a phone number or a short code. */
        prefix: z.string().max(256).default(''),
        limit: z.int().min(1).max(500).default(100),
        before: z.string().optional(),
      }),
    )
    .output(z.object({ conversations: z.array(conversationSchema), next: z.string().nullable() })),

  statusLabels: {
    list: oc
      .route({ method: 'GET', path: '/status-labels', summary: 'What the user says status values mean' })
      .output(z.array(statusLabelSchema)),
    put: oc
      .route({
        method: 'PUT',
        path: '/status-labels',
        summary: 'Label a status value, or (all null) take its label away',
      })
      .input(statusLabelSchema)
      .output(z.array(statusLabelSchema)),
  },

  testPosts: oc
    .route({
      method: 'POST',
      path: '/test-posts',
      summary: 'Send a sample post to the receiver, through the tunnel, or to a target',
    })
    .input(testPostSchema)
    .output(z.union([z.object({ postId: z.int() }), deliverySchema])),

  scenario: oc
    .route({ method: 'POST', path: '/scenarios', summary: 'Send several test posts in a row' })
    .input(scenarioSchema)
    .output(z.object({ sent: z.int(), failed: z.int(), reason: z.string().nullable() })),
  samples: {
    list: oc
      .route({ method: 'GET', path: '/samples', summary: 'Requests that were kept' })
      .output(z.array(sampleSchema)),
    save: oc
      .route({ method: 'POST', path: '/samples', summary: 'Keep a request' })
      .input(sampleSchema.omit({ id: true }))
      .output(sampleSchema),
    delete: oc
      .route({ method: 'DELETE', path: '/samples/{id}', summary: 'Forget a kept request' })
      .input(id)
      .output(z.object({ deleted: z.int() })),
    send: oc
      .route({ method: 'POST', path: '/samples/{id}/send', summary: 'Send a kept request' })
      .input(
        id.extend({ via: z.enum(['receiver', 'tunnel', 'target']).default('receiver'), target: z.string().optional() }),
      )
      .output(z.union([z.object({ postId: z.int() }), deliverySchema])),
  },

  targets: {
    list: oc.route({ method: 'GET', path: '/targets', summary: 'Named targets' }).output(z.array(targetSchema)),
    replace: oc
      .route({ method: 'PUT', path: '/targets', summary: 'Replace all named targets' })
      .input(z.array(targetSchema).max(100))
      .output(z.array(targetSchema)),
    health: oc
      .route({ method: 'GET', path: '/targets/health', summary: 'Whether something listens at each named target' })
      .output(z.array(targetHealthSchema)),
  },
  forwards: {
    list: oc
      .route({ method: 'GET', path: '/forwards', summary: 'What becomes of forwarded posts, by endpoint' })
      .output(z.array(forwardStateSchema)),
    pause: oc
      .route({ method: 'POST', path: '/forwards/pause', summary: 'Hold all forwarding by queue, or go on with it' })
      .input(z.object({ paused: z.boolean() }))
      .output(z.array(forwardStateSchema)),
    enqueue: oc
      .route({ method: 'POST', path: '/forwards/enqueue', summary: 'Forward stored posts that match a query' })
      .input(z.object({ path: z.string(), query: z.string().max(2000) }))
      .output(z.object({ queued: z.int() })),
    deadLetters: oc
      .route({
        method: 'GET',
        path: '/forwards/dead-letters',
        summary: 'Posts whose forwarding was given up, newest first',
      })
      .output(z.array(deadLetterSchema)),
    retry: oc
      .route({ method: 'POST', path: '/forwards/retry', summary: 'Try dead letters again, all or those of some posts' })
      .input(z.object({ postIds: z.array(z.int().positive()).max(10_000).optional() }))
      .output(z.object({ queued: z.int() })),
    discard: oc
      .route({ method: 'POST', path: '/forwards/discard', summary: 'Take posts out of the queue of an endpoint' })
      .input(z.object({ path: z.string(), dead: z.boolean() }))
      .output(z.object({ discarded: z.int() })),
  },
  replays: {
    start: oc
      .route({ method: 'POST', path: '/replays', summary: 'Replay many posts' })
      .input(replayJobInputSchema)
      .output(replayJobSchema),
    list: oc
      .route({ method: 'GET', path: '/replays', summary: 'Replays of many posts since the start, newest first' })
      .output(z.array(replayJobSchema)),
    get: oc.route({ method: 'GET', path: '/replays/{id}', summary: 'One of them' }).input(id).output(replayJobSchema),
    pause: oc
      .route({ method: 'POST', path: '/replays/{id}/pause', summary: 'Hold it, or go on with it' })
      .input(id.extend({ paused: z.boolean() }))
      .output(replayJobSchema),
    cancel: oc
      .route({ method: 'POST', path: '/replays/{id}/cancel', summary: 'End it; what is under way is finished' })
      .input(id)
      .output(replayJobSchema),
    failures: oc
      .route({
        method: 'GET',
        path: '/replays/{id}/failures',
        summary: 'Its deliveries that failed, or those of an outcome',
      })
      .input(id.extend({ outcome: z.string().max(100).optional(), limit: z.int().min(1).max(1000).default(100) }))
      .output(z.array(deliverySchema)),
  },
  handlers: oc
    .route({
      method: 'GET',
      path: '/dialects/{dialect}/handlers',
      summary: 'Handlers that read every documented field',
    })
    .input(z.object({ dialect: z.string() }))
    .output(z.array(handlerSchema)),
  export: oc
    .route({ method: 'GET', path: '/export', summary: 'Posts that match a query, as a file' })
    .input(
      z.object({
        format: z.enum(exportFormats).default('ndjson'),
        query,
        /** Numbers with commas between, instead of a query. */
        ids: z.string().max(100_000).optional(),
        /** False masks credentials. */
        reveal: z.boolean().default(false),
      }),
    )
    .output(raw),
  import: oc
    .route({ method: 'POST', path: '/import', summary: 'Take in the posts of an NDJSON export' })
    .input(z.object({ file: raw }))
    .output(importResultSchema),
  stopImports: oc
    .route({
      method: 'POST',
      path: '/import/stop',
      summary: 'End the imports that are under way; what was taken in stays',
    })
    .output(z.object({ stopped: z.int() })),
  openedFiles: {
    import: oc
      .route({
        method: 'POST',
        path: '/opened-files/{id}/import',
        summary: 'Take in the posts of a file that the desktop app was asked to open',
      })
      .input(id)
      .output(importResultSchema),
    dismiss: oc
      .route({ method: 'DELETE', path: '/opened-files/{id}', summary: 'Be done with it; the file stays as it is' })
      .input(id)
      .output(z.object({ dismissed: z.boolean() })),
  },

  tunnel: {
    get: oc.route({ method: 'GET', path: '/tunnel', summary: 'State of the tunnel' }).output(tunnelSchema),
    use: oc
      .route({ method: 'PUT', path: '/tunnel', summary: 'Use another provider, or the same with another name' })
      .input(tunnelChoiceSchema)
      .output(tunnelSchema),
    providers: oc
      .route({ method: 'GET', path: '/tunnel/providers', summary: 'The providers, and what is missing for them' })
      .output(z.array(providerInfoSchema)),
    history: oc
      .route({ method: 'GET', path: '/tunnel/history', summary: 'Changes of state and probes since the start' })
      .output(tunnelHistorySchema),
    probe: oc.route({ method: 'POST', path: '/tunnel/probe', summary: 'Test the public URL now' }).output(tunnelSchema),
    restart: oc
      .route({ method: 'POST', path: '/tunnel/restart', summary: 'Close it and open it again' })
      .output(tunnelSchema),
    dismissUrlChange: oc
      .route({
        method: 'POST',
        path: '/tunnel/url-change/dismiss',
        summary: 'The platform has the new URL: end the alarm',
      })
      .output(tunnelSchema),
  },
  outages: oc
    .route({ method: 'GET', path: '/outages', summary: 'Outages, newest first' })
    .output(z.array(outageSchema)),
  incidents: oc
    .route({ method: 'GET', path: '/incidents', summary: 'Incidents, newest first' })
    .output(z.array(incidentSchema)),
  dialects: oc
    .route({ method: 'GET', path: '/dialects', summary: 'Known dialects and their documented fields' })
    .output(z.array(dialectInfoSchema)),

  endpoints: {
    list: oc.route({ method: 'GET', path: '/endpoints', summary: 'Endpoints' }).output(z.array(endpointSchema)),
    replace: oc
      .route({ method: 'PUT', path: '/endpoints', summary: 'Replace all endpoints' })
      .input(z.array(endpointSchema).min(1))
      .output(z.array(endpointSchema)),
  },
  settings: {
    get: oc.route({ method: 'GET', path: '/settings', summary: 'Settings' }).output(settingsSchema),
    update: oc
      .route({ method: 'PUT', path: '/settings', summary: 'Change some settings; those not named stay' })
      .input(settingsSchema.partial())
      .output(settingsSchema),
  },
  events: oc
    .route({ method: 'GET', path: '/events', summary: 'Live feed, as server-sent events over HTTP' })
    .output(eventIterator(feedEventSchema)),
};
export type Contract = typeof contract;
