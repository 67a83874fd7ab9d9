import { checkTargets } from '../targets/check-targets.ts';
import { type ApiParts, os } from './parts.ts';

/** Named targets. */
export function targetRoutes({ store, feed, targetWatch, forwarder }: ApiParts) {
  return {
    list: os.targets.list.handler(() => [...store.targets]),
    replace: os.targets.replace.handler(async ({ input }) => {
      checkTargets(input);
      await store.putTargets(input);
      targetWatch.changed();
      forwarder.changed();
      feed.publish({ type: 'changed', what: 'targets' });
      return input;
    }),
    health: os.targets.health.handler(() => targetWatch.look()),
  };
}
