import { Skeleton } from '@mantine/core';
import { type ComponentProps, lazy, Suspense } from 'react';
import type { CodeView } from './code-view.tsx';

const load = () => import('./code-view.tsx');
const Loaded = lazy(async () => ({ default: (await load()).CodeView }));

/** Milliseconds for the first posts; what comes before them takes from them. */
const restMs = 1000;

/** Fetches the code view while nothing else happens, so that the first body appears without a wait. */
export function prepareCode(): void {
  const failed = () => {
    // Asked for again when it is needed.
  };
  setTimeout(() => requestIdleCallback(() => load().catch(failed), { timeout: 5000 }), restMs);
}

/** The code view, fetched when it is first needed. */
export function LazyCode(props: ComponentProps<typeof CodeView>) {
  return (
    <Suspense fallback={<Skeleton h={12} w="40%" m={14} />}>
      <Loaded {...props} />
    </Suspense>
  );
}
