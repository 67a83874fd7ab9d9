import { z } from './zod.ts';

/**
 * `online` means that a probe sent to the public URL came back through it a moment ago; `reconnecting` that it was online
 * and is being repaired; `offline` that opening keeps failing and is tried again.
 */
export const tunnelStateSchema = z.enum(['off', 'connecting', 'online', 'reconnecting', 'offline']);
export type TunnelState = z.infer<typeof tunnelStateSchema>;

export const tunnelSchema = z.object({
  state: tunnelStateSchema,
  /** Public URL without a trailing slash; null until one was granted. */
  url: z.string().nullable(),
  callbackUrl: z.string().nullable(),
  statusUrl: z.string().nullable(),
  /** `localtunnel`, `url` or `off`. */
  provider: z.string(),
  /** Since when the state is what it is, ISO 8601. */
  since: z.string(),
  lastProbe: z
    .object({ at: z.string(), ok: z.boolean(), roundTripMs: z.number().nullable(), reason: z.string().nullable() })
    .nullable(),
  /** Why it is not online, in a sentence; null while it is, or is off. */
  reason: z.string().nullable(),
  /** Set when the public URL is no longer what it was: the platform still posts to the old one. */
  urlChange: z.object({ from: z.string(), to: z.string(), at: z.string() }).nullable(),
});
export type Tunnel = z.infer<typeof tunnelSchema>;

/** A stretch of time in which the public URL did not reach us. */
export const outageSchema = z.object({
  id: z.int(),
  from: z.string(),
  /** Null while it lasts. */
  to: z.string().nullable(),
  provider: z.string(),
  reason: z.string(),
});
export type Outage = z.infer<typeof outageSchema>;
