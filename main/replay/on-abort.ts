const watched = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted. All of one signal share a listener: adding and removing one takes longer than most
 * of what else is done for a request.
 * @returns what ends it
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  const calls = watched.get(signal) ?? watch(signal);
  calls.add(call);
  return () => void calls.delete(call);
}

function watch(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>();
  watched.set(signal, calls);
  signal.addEventListener('abort', () => {
    for (const call of [...calls]) call();
  });
  return calls;
}
