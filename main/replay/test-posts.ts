import { randomBytes } from 'node:crypto';
import type { Delivery, Endpoint, TestPost } from '../../contract/index.ts';
import { dialectById } from '../dialects/registry.ts';
import { samplePost } from '../dialects/sample.ts';
import { TaplineError } from '../errors.ts';
import type { CapturedPost } from '../store/types.ts';
import type { Replayer } from './replay.ts';
import { pairs, send } from './send.ts';

/** Names a test post on its way; the value is known to this process alone, so nobody else can pass for one. */
export const testHeader = 'X-Tapline-Test';

export interface TestPostsOptions {
  replayer: Replayer;
  endpoints(): readonly Endpoint[];
  /** Default target; null = none. */
  defaultTarget(): string | null;
  /** URL of the receiver on this machine. */
  receiverUrl(): string;
  /** Public URL, or null while there is none. */
  publicUrl(): string | null;
  /** Where to connect for the public URL, and the Host header to send there. */
  wayIn(publicUrl: URL): Promise<{ url: URL; host: string }>;
  version: string;
}

export interface TestPosts {
  /**
   * Sends a sample post.
   * @throws TaplineError DIALECT_UNKNOWN, TARGET_MISSING, TARGET_INVALID, TUNNEL_OFF, TUNNEL_FAILED, STORAGE_FAILED
   */
  send(test: TestPost): Promise<{ postId: number } | Delivery>;
  /** True when these header lines (names and values in turn) are those of a test post under way. */
  isTest(rawHeaders: readonly string[]): boolean;
  /** A post was stored. */
  stored(post: CapturedPost, id: number): void;
}

/** How long a test post that was answered may take to be told by the store. */
const arrivalMs = 5000;

/** Makes and sends the posts of "Send test post": what a platform's own test buttons do, without an account. */
export function createTestPosts(options: TestPostsOptions): TestPosts {
  const underWay = new Map<string, (id: number) => void>();

  async function throughReceiver(test: TestPost): Promise<{ postId: number }> {
    const { path, body, contentType } = make(test);
    const base = test.via === 'tunnel' ? options.publicUrl() : options.receiverUrl();
    if (base === null) {
      throw new TaplineError(
        'TUNNEL_OFF',
        'The tunnel has no public URL at the moment. Send the test post to the receiver instead.',
      );
    }
    const nonce = randomBytes(12).toString('hex');
    const { promise: arrived, resolve } = Promise.withResolvers<number>();
    underWay.set(nonce, resolve);
    let timer: NodeJS.Timeout | undefined;
    try {
      const publicUrl = new URL(base + path);
      const { url, host } =
        test.via === 'tunnel' ? await options.wayIn(publicUrl) : { url: publicUrl, host: publicUrl.host };
      const headers = [
        'Host',
        host,
        ...headersFor(contentType),
        'Content-Length',
        String(body.length),
        testHeader,
        nonce,
      ];
      const sent = await send(
        { url, method: 'POST', path: url.pathname + url.search, httpVersion: '1.1', headers, trailers: [], body },
        { timeoutMs: 20_000, responseBytes: 4096 },
      );
      if (sent.error) throw failed(test.via, sent.error.message);
      if (sent.response?.status === 503 && test.via === 'receiver') {
        throw new TaplineError('STORAGE_FAILED', 'The test post was refused with 503: posts are not being stored.');
      }
      const late = new Promise<never>((_, reject) => {
        const status = sent.response?.status;
        timer = setTimeout(
          () => reject(failed(test.via, `It was answered ${status}, but not by this receiver.`)),
          arrivalMs,
        );
      });
      return { postId: await Promise.race([arrived, late]) };
    } finally {
      clearTimeout(timer);
      underWay.delete(nonce);
    }
  }

  function make(test: TestPost) {
    const dialect = dialectById(test.dialect);
    if (!dialect) {
      throw new TaplineError('DIALECT_UNKNOWN', `There is no dialect "${test.dialect}"; GET /api/dialects lists them.`);
    }
    const endpoint =
      options.endpoints().find((one) => one.kind === test.kind && one.dialect === test.dialect) ??
      options.endpoints().find((one) => one.kind === test.kind);
    return {
      path: endpoint?.path ?? `/${test.kind}`,
      target: endpoint?.target ?? null,
      ...samplePost(dialect, test.kind, test.fields),
    };
  }

  function headersFor(contentType: string): string[] {
    return ['User-Agent', `Tapline/${options.version} (test post)`, 'Accept', '*/*', 'Content-Type', contentType];
  }

  return {
    async send(test) {
      if (test.via !== 'target') return throughReceiver(test);
      const { path, body, contentType, target: own } = make(test);
      const target = test.target ?? own ?? options.defaultTarget();
      if (target === null) {
        throw new TaplineError(
          'TARGET_MISSING',
          'Name a target for the test post, for example http://localhost:8080, or set a default one.',
        );
      }
      const headers = pairs([...headersFor(contentType), 'Content-Length', String(body.length)]);
      return options.replayer.sendTest({ request: { method: 'POST', path, headers, body }, target });
    },
    isTest: (rawHeaders) => {
      const nonce = underWay.size > 0 ? nonceOf(rawHeaders) : null;
      return nonce !== null && underWay.has(nonce);
    },
    stored(post, id) {
      const nonce = underWay.size > 0 ? nonceOf(post.rawHeaders) : null;
      if (nonce !== null) underWay.get(nonce)?.(id);
    },
  };
}

function nonceOf(rawHeaders: readonly string[]): string | null {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === testHeader.toLowerCase()) return rawHeaders[i + 1] ?? null;
  }
  return null;
}

function failed(via: TestPost['via'], why: string): TaplineError {
  return via === 'tunnel'
    ? new TaplineError('TUNNEL_FAILED', `The test post did not come back through the tunnel: ${why}`)
    : new TaplineError('STORAGE_FAILED', `The test post did not reach the receiver: ${why}`);
}
