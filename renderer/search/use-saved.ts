import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { saveFresh } from '../ui/save-fresh.ts';
import { toastFault } from '../ui/toast.ts';

type Saved = Settings['savedSearches'];
const none: Saved = [];

/** The searches that have a name, and the way to change them. They belong to the data folder, not to this window. */
export function useSaved() {
  const { api } = useLive();
  const queries = useQueryClient();
  const saved = useQuery(api.query.settings.get.queryOptions()).data?.savedSearches ?? none;
  const { mutateAsync, isPending } = useMutation(
    api.query.settings.update.mutationOptions({
      onSuccess: (settings) => queries.setQueryData(api.query.settings.get.queryKey(), settings),
      onError: toastFault,
    }),
  );
  /** Changes them as they are now, which may not be what is on screen yet. True once they are saved; why not is said. */
  const change = (make: (list: Saved) => Saved): Promise<boolean> =>
    saveFresh(queries, api.query.settings.get.queryOptions(), (now) =>
      mutateAsync({ savedSearches: make(now.savedSearches) }),
    );
  return { saved, change, isPending };
}
