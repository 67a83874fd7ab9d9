import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query';
import { toastFault } from './toast.ts';

/**
 * Saves a change of what the core has now, which may not be what is on screen: another window or a script may have changed it,
 * or it may not have been read yet.
 *
 * @param save what the core has -> saves the change; says itself why it could not
 * @returns true once it is saved
 */
export async function saveFresh<T, Key extends QueryKey>(
  queries: QueryClient,
  options: FetchQueryOptions<T, Error, T, Key>,
  save: (now: T) => Promise<unknown>,
): Promise<boolean> {
  const now = await queries.fetchQuery({ ...options, staleTime: 0 }).catch(toastFault);
  if (now === undefined) return false;
  return save(now).then(
    () => true,
    () => false,
  );
}
