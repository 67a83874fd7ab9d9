import type { Delivery } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { checkSample } from '../test-posts/samples.ts';
import { type ApiParts, os, told } from './parts.ts';

/** Test posts, scenarios of them, and requests that were kept. */
export function testRoutes(parts: ApiParts) {
  const { store, testPosts } = parts;
  const tellDelivery = (result: { postId: number } | Delivery) => ('request' in result ? told(parts, result) : result);

  return {
    testPosts: os.testPosts.handler(async ({ input, signal }) => tellDelivery(await testPosts.send(input, { signal }))),
    scenario: os.scenario.handler(({ input, signal }) =>
      testPosts.run(input, { signal, onDelivery: (delivery) => void told(parts, delivery) }),
    ),
    samples: {
      list: os.samples.list.handler(() => store.samples()),
      save: os.samples.save.handler(({ input }) => {
        checkSample(input);
        return store.addSample(input);
      }),
      delete: os.samples.delete.handler(async ({ input }) => ({ deleted: await store.deleteSample(input.id) })),
      send: os.samples.send.handler(async ({ input, signal }) => {
        const sample = (await store.samples()).find((one) => one.id === input.id);
        if (!sample) {
          throw new TaplineError('NOT_FOUND', `There is no kept request ${input.id}; it may have been deleted.`);
        }
        const { via, target } = input;
        return tellDelivery(await testPosts.sendSample(sample, { via, target, signal }));
      }),
    },
  };
}
