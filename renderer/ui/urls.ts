import type { AppStatus, Endpoint, Tunnel } from '../../contract/index.ts';

export interface CopyableUrl {
  url: string;
  /** Why it leads to this machine only; null for the public one. */
  localBecause: 'off' | 'not-yet' | null;
}

/** The URL to give to the platform: the public one, or the receiver's own while there is none. Null until anything is known. */
export function urlFor(
  kind: 'callback' | 'status',
  known: {
    tunnel: Tunnel | undefined;
    status: Pick<AppStatus, 'receiver'> | undefined;
    endpoints: readonly Endpoint[] | undefined;
  },
): CopyableUrl | null {
  const publicUrl = kind === 'callback' ? known.tunnel?.callbackUrl : known.tunnel?.statusUrl;
  if (publicUrl) return { url: publicUrl, localBecause: null };
  if (!known.status) return null;
  const path = known.endpoints?.find((endpoint) => endpoint.kind === kind)?.path ?? `/${kind}`;
  return {
    url: `${known.status.receiver.url}${path}`,
    localBecause: known.tunnel?.state === 'off' ? 'off' : 'not-yet',
  };
}
