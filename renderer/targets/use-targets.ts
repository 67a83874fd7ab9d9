import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Endpoint, Target, TargetHealth } from '../../contract/index.ts';
import type { Api } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { saveFresh } from '../ui/save-fresh.ts';
import { toast, toastFault } from '../ui/toast.ts';

const none: readonly Target[] = [];
const unknown: readonly TargetHealth[] = [];

/** The named targets, how they are, and the default: that of this start, else that of the settings. */
export function useTargets() {
  const { api } = useLive();
  const read = useQuery(api.query.targets.list.queryOptions());
  const health = useQuery(api.query.targets.health.queryOptions());
  const settings = useQuery(api.query.settings.get.queryOptions());
  const given = useGivenTarget();
  return {
    read,
    targets: read.data ?? none,
    health: health.data ?? unknown,
    fallback: given ?? settings.data?.target ?? null,
  };
}

/** The default target that this start was given on its command line, or null. */
export function useGivenTarget(): string | null {
  const { api } = useLive();
  return useQuery(api.query.status.queryOptions({ select: ({ target }) => target })).data ?? null;
}

/**
 * Where things are sent, read where it is not known yet: what a view shows of it may still be on its way.
 * @throws what a call to the core can throw
 */
export async function readWays(api: Api, queries: QueryClient) {
  const { query } = api;
  const [targets, endpoints, settings, status] = await Promise.all([
    queries.ensureQueryData(query.targets.list.queryOptions()),
    queries.ensureQueryData(query.endpoints.list.queryOptions()),
    queries.ensureQueryData(query.settings.get.queryOptions()),
    queries.ensureQueryData(query.status.queryOptions()),
  ]);
  return { targets, endpoints, fallback: status.target ?? settings.target };
}

/** Changes the named targets as they are now, which another window or a script may have changed since they were drawn. */
export function useChangeTargets() {
  const { api } = useLive();
  const queries = useQueryClient();
  const save = useMutation(
    api.query.targets.replace.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.targets.list.queryKey(), next);
        void queries.invalidateQueries({ queryKey: api.query.targets.health.queryKey() });
      },
      onError: toastFault,
    }),
  );
  return {
    busy: save.isPending,
    /** @returns true once it is saved; why it could not be is said */
    change(make: (targets: readonly Target[]) => Target[]): Promise<boolean> {
      return saveFresh(queries, api.query.targets.list.queryOptions(), (all) => save.mutateAsync(make(all)));
    },
  };
}

/**
 * Replaces one endpoint and leaves the others as they are now.
 * @param said what a notice says once it is saved; null = the caller says it
 */
export function useSaveEndpoint(said: string | null) {
  const { api } = useLive();
  const queries = useQueryClient();
  const save = useMutation(
    api.query.endpoints.replace.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.endpoints.list.queryKey(), next);
        void queries.invalidateQueries({ queryKey: api.query.forwards.list.queryKey() });
        if (said !== null) toast(said);
      },
      onError: toastFault,
    }),
  );
  return {
    busy: save.isPending,
    save(path: string, change: (endpoint: Endpoint) => Endpoint): Promise<boolean> {
      return saveFresh(queries, api.query.endpoints.list.queryOptions(), (all) =>
        save.mutateAsync(all.map((each) => (each.path === path ? change(each) : each))),
      );
    },
  };
}
