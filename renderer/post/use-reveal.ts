import { useCallback, useState } from 'react';

/** Which masked values of one post the user chose to see. Forgotten as soon as the post is left. */
export function useReveal() {
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((key: string) => {
    setShown((old) => {
      const next = new Set(old);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return { isShown: (key: string) => shown.has(key), toggle };
}
