import { snippetsOf } from '../code/snippets.ts';
import { type ApiParts, os, told } from './parts.ts';

/** Sending posts again, one or many, and as a command. */
export function replayRoutes(parts: ApiParts) {
  const { store, targets, jobs } = parts;
  return {
    replay: os.posts.replay.handler(async ({ input, signal }) => {
      const asked = input.target?.trim();
      const target = asked ? targets.resolve(asked) : targets.forPost((await store.request(input.id)).endpoint);
      return told(parts, await parts.replayer.replay({ postId: input.id, target, edits: input.edits, signal }));
    }),
    curl: os.posts.curl.handler(async ({ input }) => {
      const [post, request] = await Promise.all([store.post(input.id), store.request(input.id)]);
      const target = targets.find(post.endpoint, input.target);
      const [curl] = snippetsOf({
        request,
        target: target?.url ?? null,
        targetHeaders: target?.headers,
        secretRanges: post.secretRanges,
        secretHeaders: post.secretHeaders,
        reveal: input.reveal,
      });
      return { command: curl.text, masked: curl.masked };
    }),
    replays: {
      start: os.replays.start.handler(({ input }) => jobs.start(input)),
      list: os.replays.list.handler(() => jobs.list()),
      get: os.replays.get.handler(({ input }) => jobs.get(input.id)),
      pause: os.replays.pause.handler(({ input }) => jobs.pause(input.id, input.paused)),
      cancel: os.replays.cancel.handler(({ input }) => jobs.cancel(input.id)),
      failures: os.replays.failures.handler(({ input }) => store.failures(input)),
    },
  };
}
