import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { copyText, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** Copies the post as a cURL command. Credentials are masked; the message offers them to who wants them. */
export function useCurl(id: number, target: string | null) {
  const { api } = useLive();
  const [busy, setBusy] = useState(false);
  const copy = async (reveal: boolean): Promise<void> => {
    setBusy(true);
    try {
      const { command, masked } = await api.client.posts.curl({ id, reveal, ...(target ? { target } : {}) });
      const said =
        masked > 0 && !reveal ? (
          <>
            {text.curlMasked(masked)}{' '}
            <Button size="compact-xs" variant="light" onClick={() => void copy(true)}>
              {text.curlReveal}
            </Button>
          </>
        ) : (
          text.curlCopied
        );
      await copyText(command, said);
    } catch (error) {
      toastFault(error);
    } finally {
      setBusy(false);
    }
  };
  return { copy, busy };
}
