import { z } from './zod.ts';

/** Bytes that never became a post, kept for inspection. */
export const incidentSchema = z.object({
  id: z.int(),
  at: z.string(),
  /** `malformed`, `tls`, `too-large` … */
  code: z.enum([
    'malformed',
    'tls-on-plain-port',
    'http2-on-plain-port',
    'proxy-protocol',
    'body-too-large',
    'headers-too-large',
    'target-too-long',
    'timed-out',
    'cut-short',
    'connect-method',
    'missing-host',
    'expectation-failed',
  ]),
  /** What it means, in a sentence. */
  sentence: z.string(),
  /** HTTP status that was answered; null when the connection was gone. */
  responseStatus: z.int().nullable(),
  remoteAddress: z.string(),
  method: z.string().nullable(),
  target: z.string().nullable(),
  /** Base64 of what arrived, at most 64 KiB of it. */
  bytes: z.string(),
  /** How many bytes arrived in all, as far as known. */
  size: z.int(),
});
export type Incident = z.infer<typeof incidentSchema>;
