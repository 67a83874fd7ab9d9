import { useEffect, useState } from 'react';
import { runInSlices, type Sliced } from './slices.ts';

/**
 * The result of work that is done in slices; null while it is going on, together with the share that is done.
 * @param make starts the work; a new function starts it anew, so keep it in useCallback
 */
export function useSliced<T>(make: () => Sliced<T>): { result: T | null; share: number } {
  const [state, setState] = useState<{ make: unknown; result: T | null; share: number }>();
  useEffect(() => {
    const left = new AbortController();
    runInSlices(make(), {
      signal: left.signal,
      onProgress: (share) => setState({ make, result: null, share }),
    }).then(
      (result) => left.signal.aborted || setState({ make, result, share: 1 }),
      (error: unknown) => {
        if (left.signal.aborted) return;
        setState(() => {
          throw error;
        });
      },
    );
    return () => left.abort();
  }, [make]);
  return state?.make === make ? state : { result: null, share: 0 };
}
