import { openedFileSchema } from './code.ts';
import { z } from './zod.ts';

/** An alarm stands until its cause is gone; a notice is told once per start. */
export const appStatusSchema = z.object({
  version: z.string(),
  receiver: z.object({
    url: z.string(),
    port: z.int(),
    /** The port asked for, when another had to be taken. */
    portTaken: z.int().nullable(),
  }),
  dataFolder: z.string(),
  /** The default target that this start was given; it goes before that of the settings. Null when it was given none. */
  target: z.string().nullable(),
  /** How many posts are stored. */
  posts: z.int(),
  unread: z.int(),
  storage: z.object({
    ok: z.boolean(),
    /** Why posts are being refused, in a sentence. */
    reason: z.string().nullable(),
    since: z.string().nullable(),
    /** Posts answered 503 since then. */
    refused: z.int(),
  }),
  notices: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Oldest first; empty but in the desktop app. */
  openedFiles: z.array(openedFileSchema),
});
export type AppStatus = z.infer<typeof appStatusSchema>;
