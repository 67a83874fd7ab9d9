import { type RequestOptions, request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { strangerHeader } from './path.ts';

/** A post as its sender sees it. Times in milliseconds of `performance.now()`. */
export interface SentPost {
  number: number;
  sentAt: number;
  /** Null while there is no answer. */
  answeredAt: number | null;
  /** Null when there was none, or none of the tunnel's. */
  status: number | null;
}

/** The platform: posts to the URL it was given, steadily, whatever becomes of it. */
export interface Platform {
  posts: readonly SentPost[];
  /** Ends the sending. Resolves when no post is under way. */
  stop(): Promise<void>;
}

export interface PlatformOptions {
  /** The callback URL that the platform was given; its host leads to 127.0.0.1. */
  url: string;
  everyMs: number;
  /** After this the platform gives a post up. */
  timeoutMs: number;
}

/** Part of the target of every post, before its number. */
export const numberMark = '?n=';

/** Starts sending. A post is numbered by its target, so that its sender's account can be compared with the record. */
export function startPlatform(options: PlatformOptions): Platform {
  const { everyMs, timeoutMs } = options;
  const url = new URL(options.url);
  const posts: SentPost[] = [];
  const under = new Set<Promise<void>>();

  const send = async () => {
    const post: SentPost = { number: posts.length + 1, sentAt: performance.now(), answeredAt: null, status: null };
    posts.push(post);
    post.status = await statusOf(url, `${url.pathname}${numberMark}${post.number}`, timeoutMs);
    if (post.status !== null) post.answeredAt = performance.now();
  };
  const timer = setInterval(() => {
    const sending: Promise<void> = send().finally(() => under.delete(sending));
    under.add(sending);
  }, everyMs);
  return {
    posts,
    async stop() {
      clearInterval(timer);
      await Promise.all(under);
    },
  };
}

function statusOf(url: URL, path: string, timeoutMs: number): Promise<number | null> {
  const body = 'phone=13125550142&code=12345&message=join';
  const options: RequestOptions & { servername: string; rejectUnauthorized: boolean } = {
    host: '127.0.0.1',
    port: url.port,
    path,
    method: 'POST',
    headers: { Host: url.host, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length },
    agent: false,
    servername: url.hostname,
    // Whether the certificate is trusted is for the probes to say; this platform posts all the same.
    rejectUnauthorized: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve) => {
    const outgoing = (url.protocol === 'https:' ? httpsRequest : request)(options);
    outgoing.on('error', () => resolve(null));
    outgoing.on('response', (response) => {
      response.on('error', () => resolve(null));
      response.on('end', () => resolve(strangerHeader in response.headers ? null : (response.statusCode ?? null)));
      response.on('close', () => resolve(null));
      response.resume();
    });
    outgoing.end(body);
  });
}
