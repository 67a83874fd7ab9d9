import type { Endpoint, Header, TestPost } from '../../contract/index.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { dialectById } from '../dialects/registry.ts';
import { samplePost } from '../dialects/sample.ts';
import { TaplineError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { MadeRequest } from './carry.ts';

/** The dialect with that id. @throws TaplineError DIALECT_UNKNOWN */
export function knownDialect(id: string): Dialect {
  const dialect = dialectById(id);
  if (!dialect) {
    throw new TaplineError('DIALECT_UNKNOWN', `There is no dialect "${id}"; GET /api/dialects lists them.`);
  }
  return dialect;
}

/**
 * The request of a test post, for the endpoint that expects its kind.
 * @returns with the endpoint's target, or null
 * @throws TaplineError DIALECT_UNKNOWN, or BAD_REQUEST for what the charset or a query cannot hold
 */
export function makeTestPost(
  test: TestPost,
  { endpoints, version }: { endpoints: readonly Endpoint[]; version: string },
): { request: MadeRequest; target: string | null } {
  const dialect = knownDialect(test.dialect);
  const endpoint =
    endpoints.find((one) => one.kind === test.kind && one.dialect === test.dialect) ??
    endpoints.find((one) => one.kind === test.kind);
  const { query, body, contentType } = samplePost(dialect, test.kind, test.fields, test);
  const path = endpoint?.path ?? `/${test.kind}`;
  const target = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
  if (test.via !== 'target' && target.length > limits.receiver.targetBytes) {
    throw new TaplineError(
      'BAD_REQUEST',
      `With these fields path and query have ${target.length} bytes; the receiver takes ${limits.receiver.targetBytes}. Send them as a form.`,
    );
  }
  const headers: Header[] = [
    ['User-Agent', `Tapline/${version} (test post)`],
    ['Accept', '*/*'],
    ...(contentType === '' ? [] : [['Content-Type', contentType] satisfies Header]),
    ['Content-Length', String(body.length)],
  ];
  return { request: { method: 'POST', target, headers, body }, target: endpoint?.target ?? null };
}
