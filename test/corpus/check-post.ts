import { expect } from 'vitest';
import type { Delivery, Field, Finding, Post } from '../../contract/index.ts';
import type { TestApp } from '../helpers/app.ts';
import type { Target } from '../helpers/target.ts';
import { type ExpectedField, type ExpectedPost, sha256 } from './read-corpus.ts';

/** A stored post, what is expected of it, and where it stands. */
export interface PostToCheck {
  app: TestApp;
  id: number;
  expected: ExpectedPost;
  /** Id of the first post of its connection: an earlier post outside of it is none of this one's business. */
  firstId: number;
}

/** What is stored of a post and what is told of it: bytes, kind, keys, fields, findings, excerpt. */
export async function checkStored({ app, id, expected, firstId }: PostToCheck): Promise<void> {
  const post = (await app.api<Post>('GET', `/posts/${id}`)).body;
  expect(`${post.method} ${post.target} HTTP/${post.httpVersion}`).toBe(expected.request);
  expect(linesOf(post.headers)).toEqual(expected.headers);
  expect(linesOf(post.trailers)).toEqual(expected.trailers);
  const body = (await app.api('GET', `/posts/${id}/body`)).bytes;
  expect({ size: body.length, sha256: sha256(body) }).toEqual(expected.body);
  const { path, endpoint, dialect, kind, excerpt } = expected;
  expect(post).toMatchObject({ path, endpoint, dialect, kind, excerpt, bodySize: expected.body.size });
  expect(keysOf(post)).toEqual(expected.keys);

  const fields = post.fields.map((field) => seenField(field, expected));
  if (expected.fieldCount === undefined) expect(fields).toEqual(expected.fields.map(told));
  else {
    expect(fields).toHaveLength(expected.fieldCount);
    expect(fields).toEqual(expect.arrayContaining(expected.fields.map(told)));
  }
  const findings = post.findings.filter(({ postId }) => postId === null || postId >= firstId);
  expect(findings.map((finding) => findingLine(finding, firstId))).toEqual(expected.findings);
  expect(post.secretHeaders).toEqual(expected.secretHeaders);
  for (const sentence of [post.excerpt ?? '', ...post.findings.map((finding) => finding.sentence)]) {
    for (const secret of expected.secrets) expect(sentence).not.toContain(secret);
  }
}

/** What "Copy as cURL" tells: no secret, unless it is revealed. */
export async function checkCurl({ app, id, expected }: PostToCheck): Promise<void> {
  if (expected.secrets.length === 0) return;
  const command = async (reveal: boolean) =>
    (await app.api<{ command: string }>('GET', `/posts/${id}/curl?reveal=${reveal}`)).body.command;
  const [masked, revealed] = [await command(false), await command(true)];
  for (const secret of expected.secrets) {
    expect(masked).not.toContain(secret);
    expect(revealed).toContain(secret);
  }
}

/** What a target gets: the request line, the header lines and the body that came, but for the named differences. */
export async function checkReplay({ app, id, expected }: PostToCheck, target: Target): Promise<void> {
  const count = target.requests.length;
  const delivery = (await app.api<Delivery>('POST', `/posts/${id}/replay`, { target: target.url })).body;
  expect(delivery).toMatchObject({ error: null, response: { status: 200 } });
  const { line, before, without, instead, chunked } = expected.replay;
  const host = `127.0.0.1:${target.port}`;
  const replayed = target.requests[count];
  expect(replayed?.requestLine).toBe(line ?? expected.request);
  expect(replayed?.lines).toEqual([
    ...before.map((one) => one.replace('{target}', host)),
    ...expected.headers
      .filter((one) => !without.includes(one))
      .map((one) => (/^host:/i.test(one) ? `Host: ${host}` : (instead[one] ?? one))),
    `X-Tapline-Post: ${id}`,
  ]);
  const body = chunked ? contentOf(replayed?.body ?? Buffer.alloc(0), expected.trailers) : replayed?.body;
  expect({ size: body?.length, sha256: sha256(body ?? Buffer.alloc(0)) }).toEqual(expected.body);
}

/** The content of a body that was sent as one chunk with these trailers. */
function contentOf(body: Buffer, trailers: readonly string[]): Buffer {
  const end = `\r\n0\r\n${trailers.map((one) => `${one}\r\n`).join('')}\r\n`;
  const start = body.indexOf('\r\n') + 2;
  expect(body.toString('latin1', body.length - end.length)).toBe(end);
  return body.subarray(start, body.length - end.length);
}

function linesOf(headers: Post['headers']): string[] {
  return headers.map(([name, value]) => (value === '' ? `${name}:` : `${name}: ${value}`));
}

function keysOf(post: Post): Record<string, string> {
  const { phone, code, keyword, ticket, customTicket, status } = post;
  const keys = Object.entries({ phone, code, keyword, ticket, customTicket, status });
  return Object.fromEntries(keys.filter((entry): entry is [string, string] => entry[1] !== null));
}

type Told = Omit<ExpectedField, 'shown'>;

function told({ shown: _, ...field }: ExpectedField): Told {
  return field;
}

function seenField(field: Field, { fieldCount, fields }: ExpectedPost): Told {
  const { name, source, flags, secret, otherReading, part, position } = field;
  const wanted = fields.find((one) => one.name === name)?.value;
  const isHashed = typeof wanted === 'object' && wanted !== null;
  const text = field.value ?? '';
  return {
    ...(fieldCount === undefined ? {} : { position }),
    name,
    value: isHashed ? { chars: text.length, sha256: sha256(Buffer.from(text)) } : field.value,
    source,
    flags,
    secret,
    other: otherReading,
    ...(part === null || part.filename === null
      ? {}
      : { file: { name: part.filename, type: part.contentType, size: part.size, sha256: part.sha256 } }),
  };
}

function findingLine({ code, field, postId }: Finding, firstId: number): string {
  if (postId !== null) return `${code} of ${postId - firstId + 1}`;
  return field === null ? code : `${code} ${field}`;
}
