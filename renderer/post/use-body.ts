import { queryOptions } from '@tanstack/react-query';
import { useLive } from '../ui/live.tsx';

const keptMs = 30_000;

/** How to read a post's body as bytes. Bodies are dropped from memory soon after they were looked at. */
export function useBody(id: number, size: number) {
  const { api } = useLive();
  return queryOptions({
    queryKey: ['body', id],
    queryFn: async ({ signal }) => {
      const file = await api.client.posts.body({ id }, { signal });
      return new Uint8Array(await file.arrayBuffer());
    },
    enabled: size > 0,
    gcTime: keptMs,
  });
}

/**
 * How to read it with its content encoding undone. `cut` is true when the packed bytes end early.
 * @param wanted false = not now
 */
export function useDecodedBody(id: number, wanted: boolean) {
  const { api } = useLive();
  return queryOptions({
    queryKey: ['body', id, 'decoded'],
    queryFn: async ({ signal }) => {
      const file = await api.client.posts.body({ id, decoded: true }, { signal });
      return { bytes: new Uint8Array(await file.arrayBuffer()), cut: file.name.endsWith('-cut.bin') };
    },
    enabled: wanted,
    gcTime: keptMs,
  });
}
