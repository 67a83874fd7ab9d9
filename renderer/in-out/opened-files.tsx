import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useLive } from '../ui/live.tsx';

const OpenedFileDialog = lazy(async () => ({ default: (await import('./import-dialog.tsx')).OpenedFileDialog }));

/** Asks about each file that the system has Tapline open, one after the other. */
export function OpenedFiles() {
  const { api } = useLive();
  const waiting = useQuery(api.query.status.queryOptions({ select: (status) => status.openedFiles })).data ?? [];
  const dismiss = useMutation(api.query.openedFiles.dismiss.mutationOptions());
  // Closed here at once; the core may be slow to hear of it, or gone.
  const [closed, setClosed] = useState<readonly number[]>([]);
  const file = waiting.find(({ id }) => !closed.includes(id));
  if (!file) return null;
  const close = () => {
    setClosed((ids) => [...ids, file.id]);
    dismiss.mutate({ id: file.id });
  };
  return (
    <Suspense>
      <OpenedFileDialog key={file.id} file={file} onClose={close} />
    </Suspense>
  );
}
