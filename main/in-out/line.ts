import { headerSchema, type Post, viaSchema } from '../../contract/index.ts';
import { z } from '../../contract/zod.ts';
import { isToken } from '../replay/headers.ts';
import type { CapturedPost, Marks, StoredRequest } from '../store/types.ts';

/**
 * The NDJSON of an export. Its first line names the format and its version; every further line is one post. Text of the
 * request (target, headers, trailers) is latin-1: one character for each byte. Numbers of posts are left out: they are
 * given anew by whoever takes the posts in.
 */
const formatVersion = 1;

const headSchema = z.object(
  {
    tapline: z.literal('posts', 'It is no export of posts: the first line must hold "tapline":"posts".'),
    version: z.literal(
      formatVersion,
      `The file is of another version than ${formatVersion}, the one that this Tapline reads. Update Tapline.`,
    ),
    /** True when credentials were replaced. */
    masked: z.boolean('"masked" must be true or false.'),
  },
  'It is no export of posts: the first line must be a JSON object with "tapline":"posts".',
);

/** The first line. @param masked true = credentials were replaced */
export function headLine(masked: boolean): string {
  return `${JSON.stringify({ tapline: 'posts', version: formatVersion, masked } satisfies z.infer<typeof headSchema>)}\n`;
}

// NUL and line feed part texts in the database; a request that came over HTTP holds neither in these places.
const latin1 = (name: string) =>
  z
    .string(`"${name}" must be text.`)
    .regex(/^[^\0\n\r\u0100-\u{10ffff}]*$/u, `"${name}" holds a line end, a NUL or a character above U+00FF.`);

const lines = (name: string) =>
  z
    .array(headerSchema, `"${name}" must be a list of [name, value].`)
    .refine(
      (list) => list.every(([key, value]) => isToken(key) && /^[^\0\n\r\u0100-\u{10ffff}]*$/u.test(value)),
      `"${name}" holds a name or a value that cannot stand in a header line.`,
    );

const lineSchema = z.object(
  {
    receivedAt: z.iso.datetime('"receivedAt" must be a time such as 2026-11-01T12:00:00.000Z.'),
    receiveMs: z.number('"receiveMs" must be a number.').min(0, '"receiveMs" must not be negative.').default(0),
    /** Posts of other making may leave it out; those of an export keep the way they came. */
    via: z.enum(viaSchema.options, `"via" must be one of ${viaSchema.options.join(', ')}.`).default('import'),
    remoteAddress: latin1('remoteAddress').default(''),
    endpoint: z.string('"endpoint" must be text or null.').nullable().default(null),
    kind: z.string('"kind" must be text.').default('other'),
    method: z.string('"method" must be text.').refine(isToken, '"method" must be a word such as POST.'),
    target: latin1('target').min(1, '"target" is empty; it must be a path such as /callback.'),
    httpVersion: z
      .string('"httpVersion" must be text.')
      .regex(/^\d\.\d$/, '"httpVersion" must be 1.0 or 1.1.')
      .default('1.1'),
    headers: lines('headers'),
    trailers: lines('trailers').default([]),
    // By writing it again: a pattern would be matched against ten million characters and more.
    body: z
      .string('"body" must be text.')
      .refine((text) => Buffer.from(text, 'base64').toString('base64') === text, '"body" must be base64.'),
    responseStatus: z
      .int('"responseStatus" must be a whole number or null.')
      .min(100, '"responseStatus" must be an HTTP status.')
      .max(999, '"responseStatus" must be an HTTP status.')
      .nullable()
      .default(null),
    unread: z.boolean('"unread" must be true or false.').default(true),
    pinned: z.boolean('"pinned" must be true or false.').default(false),
    note: z.string('"note" must be text or null.').max(10_000, '"note" is too long.').nullable().default(null),
  },
  'The line is no JSON object.',
);
type Line = z.infer<typeof lineSchema>;

/** A post out of a file. */
export interface ImportedPost {
  post: CapturedPost;
  marks: Required<Marks>;
}

/** One post as a line. @param request what is to be told of the request, masked or not */
export function postLine(post: Post, request: StoredRequest): string {
  const line: Line = {
    receivedAt: post.receivedAt,
    receiveMs: post.receiveMs,
    via: post.via,
    remoteAddress: post.remoteAddress,
    endpoint: post.endpoint,
    kind: post.kind,
    method: request.method,
    target: request.target,
    httpVersion: request.httpVersion,
    headers: request.headers,
    trailers: request.trailers,
    body: request.body.toString('base64'),
    responseStatus: post.responseStatus,
    unread: post.unread,
    pinned: post.pinned,
    note: post.note,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Checks the first line. @returns null, or what is wrong with it in a sentence */
export function checkHead(text: string): string | null {
  const parsed = headSchema.safeParse(parseJson(text));
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'It is no export of posts.');
}

/** Reads one line behind the first. @returns the post, or what is wrong with it in a sentence */
export function readLine(text: string): ImportedPost | string {
  const json = parseJson(text);
  if (json === undefined) return 'The line is no JSON.';
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    const missing = name !== '' && (json as Record<string, unknown>)[name] === undefined;
    return missing ? `"${name}" is missing.` : (issue?.message ?? 'The line is no post.');
  }
  const line = parsed.data;
  return {
    post: {
      receivedAt: Date.parse(line.receivedAt),
      receiveMs: line.receiveMs,
      method: line.method,
      target: line.target,
      httpVersion: line.httpVersion,
      rawHeaders: line.headers.flat(),
      rawTrailers: line.trailers.flat(),
      body: Buffer.from(line.body, 'base64'),
      remoteAddress: line.remoteAddress,
      via: line.via,
      imported: true,
      responseStatus: line.responseStatus,
    },
    marks: { unread: line.unread, pinned: line.pinned, note: line.note },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
