import { useEffect, useRef } from 'react';
import type { ImportResult } from '../../contract/index.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** What to do at the end of an import whose dialog was closed meanwhile: its end would otherwise be told to nobody. */
export function useToldAfterwards() {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return {
    onSuccess: (result: ImportResult) => {
      if (!isShown.current) toast(text.ended(result));
    },
    onError: (error: unknown) => {
      if (!isShown.current) toastFault(error);
    },
  };
}
