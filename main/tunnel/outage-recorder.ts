import type { Store } from '../store/types.ts';
import type { OutageNews } from './outages.ts';

/** Writes outages down: a row when one begins, its end when it ends. Rows are written in the order of the news. */
export function outageRecorder(
  store: Pick<Store, 'putOutage'>,
  onFault: (error: unknown) => void,
): (outage: OutageNews) => void {
  let open: { from: string; id: number } | null = null;
  let writing: Promise<void> = Promise.resolve();
  return (outage) => {
    writing = writing
      .then(async () => {
        const id = await store.putOutage({ ...outage, id: open?.from === outage.from ? open.id : null });
        open = outage.to === null ? { from: outage.from, id } : null;
      })
      .catch(onFault);
  };
}
