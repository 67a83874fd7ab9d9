import { kinds } from './words.ts';
import { z } from './zod.ts';

/**
 * Terminology. `IncomingPost` is a request still being read, `CapturedPost` is complete, `StoredPost` has an id and is on
 * disk, `PostSummary` is its row in a list, `Post` is everything about it but the body, which is fetched by id.
 */

export const kindSchema = z.enum(kinds);
export type Kind = z.infer<typeof kindSchema>;

/** How a post came: through the public URL, from this machine, from "Send test post", or from an imported file. */
export const viaSchema = z.enum(['tunnel', 'local', 'test', 'import']);
export type Via = z.infer<typeof viaSchema>;

/** A header line as it came: name and value, case kept. Bytes above 0x7F stand as latin-1 characters. */
export const headerSchema = z.tuple([z.string(), z.string()]);
export type Header = z.infer<typeof headerSchema>;

/** Where a field was found: in the query string, an urlencoded body, a JSON body, or a part of a multipart body. */
export const fieldSourceSchema = z.enum(['query', 'form', 'json', 'part']);
export type FieldSource = z.infer<typeof fieldSourceSchema>;

/** A stretch of bytes, end not included. */
export const byteRangeSchema = z.object({ start: z.int(), end: z.int() });
export type ByteRange = z.infer<typeof byteRangeSchema>;

/** Where credentials stand in raw bytes: in the query string (behind the first "?" of the target) and in the body. */
export const secretRangesSchema = z.object({ query: z.array(byteRangeSchema), body: z.array(byteRangeSchema) });
export type SecretRanges = z.infer<typeof secretRangesSchema>;

/** What is odd about one field. Findings say it in a sentence; flags mark the row. */
export const fieldFlagSchema = z.enum([
  'no-equals',
  'empty',
  'invalid-utf8',
  'invalid-escape',
  'double-encoded',
  'unescaped-non-ascii',
  'repeated',
  'conflict',
  'lost-zero',
  'lost-plus',
  'unknown',
  'file',
]);
export type FieldFlag = z.infer<typeof fieldFlagSchema>;

export const fieldSchema = z.object({
  /** Decoded name. JSON members below the top level are named by their path, `message.text` or `parts[0].id`. */
  name: z.string(),
  /** Decoded value; null when the name came without "=" (or as JSON null). Invalid bytes are shown as U+FFFD here, never in storage. */
  value: z.string().nullable(),
  source: fieldSourceSchema,
  /** Place among all fields of the post, query first, counted from 0. */
  position: z.int(),
  flags: z.array(fieldFlagSchema),
  /** True for a credential: its value is masked in views, copies and exports until revealed. */
  secret: z.boolean(),
  /** What the platform's page says the field is; null when the page does not say. */
  meaning: z.string().nullable(),
  /** True when the platform's page names the field at all. */
  documented: z.boolean(),
  /** Byte range of the raw value: in the query string for `query`, else in the body. Null where no single range holds it. */
  range: byteRangeSchema.nullable(),
  /** Another reading of bytes that are not valid UTF-8. */
  otherReading: z.object({ charset: z.string(), value: z.string() }).nullable(),
  /** Set for a part of a multipart body. Size in bytes, sha256 in hex. */
  part: z
    .object({
      headers: z.array(headerSchema),
      filename: z.string().nullable(),
      contentType: z.string().nullable(),
      size: z.int(),
      sha256: z.string(),
    })
    .nullable(),
});
export type Field = z.infer<typeof fieldSchema>;

export const findingCodeSchema = z.enum([
  'missing-field',
  'unknown-field',
  'close-spelling',
  'status-at-callback',
  'callback-at-status',
  'query-body-conflict',
  'credentials-partial',
  'zero-lost',
  'invalid-utf8',
  'invalid-escape',
  'missing-content-type',
  'double-encoding',
  'duplicate-post',
  'repeated-field',
  'body-not-decoded',
  'multipart-damaged',
  'json-damaged',
  'encoded-body',
  'unescaped-non-ascii',
  'plus-lost',
  'repeated-header',
  'host-conflict',
]);
export type FindingCode = z.infer<typeof findingCodeSchema>;

export const severitySchema = z.enum(['info', 'warning', 'error']);
export type Severity = z.infer<typeof severitySchema>;

/** One thing worth telling the developer about a post. */
export const findingSchema = z.object({
  code: findingCodeSchema,
  severity: severitySchema,
  /** Name of the field it is about; null when it is about the whole post. */
  field: z.string().nullable(),
  /** `position` of that field, where one field stands for it. */
  position: z.int().nullable(),
  /** What is the matter and what it leads to, in plain words. */
  sentence: z.string(),
  /** The earlier post, for `duplicate-post`. */
  postId: z.int().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

export const postSummarySchema = z.object({
  id: z.int(),
  /** ISO 8601 with milliseconds, UTC. */
  receivedAt: z.string(),
  kind: kindSchema,
  dialect: z.string().nullable(),
  /** Path of the endpoint that took it; null for a path that no endpoint has. */
  endpoint: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  phone: z.string().nullable(),
  code: z.string().nullable(),
  keyword: z.string().nullable(),
  ticket: z.string().nullable(),
  customTicket: z.string().nullable(),
  status: z.string().nullable(),
  /** The gist in at most 200 characters, free of credentials. */
  excerpt: z.string().nullable(),
  /** Bytes. */
  bodySize: z.int(),
  /** HTTP status that was answered; null for a post that was never answered (an import). */
  responseStatus: z.int().nullable(),
  via: viaSchema,
  unread: z.boolean(),
  pinned: z.boolean(),
  /** True when the user wrote a note on it. */
  noted: z.boolean(),
  /** How many findings it has. */
  findings: z.int(),
});
export type PostSummary = z.infer<typeof postSummarySchema>;

export const postSchema = postSummarySchema.omit({ findings: true }).extend({
  httpVersion: z.string(),
  /** The request target exactly as it came. */
  target: z.string(),
  headers: z.array(headerSchema),
  trailers: z.array(headerSchema),
  fields: z.array(fieldSchema),
  findings: z.array(findingSchema),
  note: z.string().nullable(),
  /** Address of the connection's other end. */
  remoteAddress: z.string(),
  /** `X-Forwarded-For` as it came: who called the tunnel. */
  forwardedFor: z.string().nullable(),
  /** Milliseconds from the first header to the last body byte. */
  receiveMs: z.number(),
  /** Names of headers whose values are credentials. */
  secretHeaders: z.array(z.string()),
  secretRanges: secretRangesSchema,
  /** Where credentials stand in the body with its content encoding undone; empty when it has none. */
  decodedSecrets: z.array(byteRangeSchema),
});
export type Post = z.infer<typeof postSchema>;
