import { z } from './zod.ts';

/**
 * `online` means that a probe sent to the public URL came back through it a moment ago; `reconnecting` that it was online
 * and is being repaired; `offline` that opening keeps failing and is tried again.
 */
export const tunnelStateSchema = z.enum(['off', 'connecting', 'online', 'reconnecting', 'offline']);
export type TunnelState = z.infer<typeof tunnelStateSchema>;

/** Where a public URL comes from, as it is chosen by `--tunnel` or in the window. */
export const tunnelChoiceSchema = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('off') }),
  z.object({
    provider: z.literal('localtunnel'),
    /** URL of the localtunnel server. */
    host: z.string().max(2000).default('https://localtunnel.me'),
    /** Name (subdomain) to ask for; null = one made once and kept. */
    name: z.string().max(63).nullable().default(null),
  }),
  z.object({
    provider: z.literal('url'),
    /** An http(s) URL that already leads to the receiver. */
    url: z.string().max(2000),
  }),
  z.object({
    provider: z.literal('ssh'),
    /** `localhost.run`, `a.pinggy.io`, `serveo.net` or a server of the user's own. */
    host: z.string().min(1).max(255).default('localhost.run'),
    port: z.int().min(1).max(65_535).default(22),
    user: z.string().max(255).nullable().default(null),
    /** File of the private key; null = what ssh finds by itself. */
    key: z.string().max(2000).nullable().default(null),
    /** Port asked for on the server. */
    remotePort: z.int().min(0).max(65_535).default(80),
    /** Name to ask for, where the server gives names; null = none. */
    name: z.string().max(63).nullable().default(null),
    /** Command run on the server; null = none. */
    remoteCommand: z.string().max(2000).nullable().default(null),
    /** Public URL that the server leads here; null = read from its output. */
    url: z.string().max(2000).nullable().default(null),
  }),
  z.object({
    provider: z.literal('cloudflared'),
    /** Path of the program; null = looked for on PATH. */
    program: z.string().max(2000).nullable().default(null),
  }),
  z.object({
    provider: z.literal('ngrok'),
    program: z.string().max(2000).nullable().default(null),
    /** Domain of the user's ngrok account; null = what ngrok gives. */
    name: z.string().max(255).nullable().default(null),
  }),
]);
export type TunnelChoice = z.infer<typeof tunnelChoiceSchema>;
export type ProviderId = TunnelChoice['provider'];

/** A provider as the window offers it. */
export const providerInfoSchema = z.object({
  id: z.enum(['localtunnel', 'ssh', 'cloudflared', 'ngrok', 'url', 'off']),
  /** Its own name for itself. */
  label: z.string(),
  /** What it is, in a sentence. */
  about: z.string(),
  /** False when a program that it needs is not found on this machine. */
  available: z.boolean(),
  /** How to install what is missing; null when nothing is. */
  help: z.string().nullable(),
});
export type ProviderInfo = z.infer<typeof providerInfoSchema>;

export const tunnelSchema = z.object({
  state: tunnelStateSchema,
  /** Public URL without a trailing slash; null until one was granted. */
  url: z.string().nullable(),
  callbackUrl: z.string().nullable(),
  statusUrl: z.string().nullable(),
  /** `localtunnel`, `ssh`, `cloudflared`, `ngrok`, `url` or `off`. */
  provider: z.string(),
  /** What was chosen, with all that can be chosen about it. */
  choice: tunnelChoiceSchema,
  /** Name that is asked for, kept or chosen; null where the provider has no names. */
  name: z.string().nullable(),
  /** Since when the state is what it is, ISO 8601. */
  since: z.string(),
  lastProbe: z
    .object({ at: z.string(), ok: z.boolean(), roundTripMs: z.number().nullable(), reason: z.string().nullable() })
    .nullable(),
  /** Why it is not online, in a sentence; null while it is, or is off. */
  reason: z.string().nullable(),
  /** When the next attempt at opening is made, ISO 8601; null while none is waited for. */
  retryAt: z.string().nullable(),
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

/** What the Tunnel screen draws: every change of state, and the probes, both oldest first. */
export const tunnelHistorySchema = z.object({
  /** Since when there is a record, ISO 8601. */
  from: z.string(),
  states: z.array(
    z.object({
      at: z.string(),
      state: tunnelStateSchema,
      provider: z.string(),
      url: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  probes: z.array(z.object({ at: z.string(), ok: z.boolean(), roundTripMs: z.number().nullable() })),
});
export type TunnelHistory = z.infer<typeof tunnelHistorySchema>;
