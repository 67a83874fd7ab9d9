import {
  type Delivery,
  defaultEndpoints,
  type Endpoint,
  type Field,
  type TestPost,
  testPostSchema,
} from '../../contract/index.ts';
import { decodePost } from '../../main/dialects/decode.ts';
import { createReplayer } from '../../main/replay/replay.ts';
import { pairs } from '../../main/replay/send.ts';
import type { CapturedPost } from '../../main/store/types.ts';
import { createTestPosts, type TestPosts } from '../../main/test-posts/test-posts.ts';
import { startWorld, type World } from '../receiver/world.ts';

/** A receiver, and what sends test posts to it. */
export interface TestPostsWorld extends AsyncDisposable {
  testPosts: TestPosts;
  receiver: World;
  posts: CapturedPost[];
  deliveries: Delivery[];
}

export interface TestPostsWorldOptions {
  endpoints?: Endpoint[];
  /** Public URL, made from the receiver's; null = there is none. Default: the receiver's own. */
  publicUrl?(receiverUrl: string): string | null;
  defaultTarget?: string | null;
  timeoutMs?: number;
  /** What storing a post waits for. */
  stored?(): Promise<void>;
}

export async function startTestPosts(options: TestPostsWorldOptions = {}): Promise<TestPostsWorld> {
  const { endpoints = defaultEndpoints, defaultTarget = null } = options;
  const deliveries: Delivery[] = [];
  let lastId = 0;
  const receiver = await startWorld({
    endpoints: () => endpoints,
    via: (rawHeaders) => (testPosts.isTest(rawHeaders) ? 'test' : 'local'),
    async append(post) {
      await options.stored?.();
      lastId++;
      testPosts.stored(post, lastId);
      return lastId;
    },
  });
  const replayer = createReplayer({
    store: {
      request: () => Promise.reject(new Error('Nothing is replayed here.')),
      async addDelivery(delivery) {
        const stored = { ...delivery, id: deliveries.length + 1 };
        deliveries.push(stored);
        return stored;
      },
    },
  });
  const testPosts: TestPosts = createTestPosts({
    replayer,
    endpoints: () => endpoints,
    defaultTarget: () => defaultTarget,
    receiverUrl: () => receiver.receiver.url,
    publicUrl: () => (options.publicUrl ?? ((url) => url))(receiver.receiver.url),
    wayIn: async (url) => ({ url, host: 'calm-fox.example' }),
    version: '1.2.3',
    timeoutMs: options.timeoutMs,
  });
  return {
    testPosts,
    receiver,
    posts: receiver.posts,
    deliveries,
    async [Symbol.asyncDispose]() {
      testPosts.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** A test post as the API takes it in. */
export function test(parts: Partial<TestPost> = {}): TestPost {
  return testPostSchema.parse(parts);
}

/** The fields of a post, decoded. */
export function fieldsIn(post: CapturedPost | undefined): Field[] {
  if (!post) throw new Error('There is no post.');
  const headers = pairs(post.rawHeaders);
  return decodePost({ ...post, headers }, { endpoint: null, maskedNames: [] }).fields;
}

/** The value of a field, decoded. */
export function valueIn(post: CapturedPost | undefined, name: string): string | null | undefined {
  return fieldsIn(post).find((field) => field.name === name)?.value;
}

/** A header line's value, or null. */
export function headerIn(post: CapturedPost | undefined, name: string): string | null {
  const line = pairs(post?.rawHeaders ?? []).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return line?.[1] ?? null;
}
