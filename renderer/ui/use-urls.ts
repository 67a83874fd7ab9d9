import { useQuery } from '@tanstack/react-query';
import type { AppStatus } from '../../contract/index.ts';
import { useLive } from './live.tsx';
import { text } from './strings.ts';
import { copyText } from './toast.ts';
import { type CopyableUrl, urlFor } from './urls.ts';

/** The rest of the status changes with every post. */
const withReceiver = ({ receiver }: AppStatus) => ({ receiver });

/** Both URLs for the platform, and a way to copy each that says what was copied. */
export function useUrls() {
  const { api } = useLive();
  const tunnel = useQuery(api.query.tunnel.get.queryOptions()).data;
  const status = useQuery(api.query.status.queryOptions({ select: withReceiver })).data;
  const endpoints = useQuery(api.query.endpoints.list.queryOptions()).data;
  const known = { tunnel, status, endpoints };
  const callback = urlFor('callback', known);
  const statusUrl = urlFor('status', known);
  const copy = (target: CopyableUrl | null, name: string) => {
    if (!target) return;
    const why = target.localBecause === 'off' ? text.tunnelOff : text.tunnelNotYet;
    void copyText(target.url, target.localBecause ? text.copiedLocal(why) : text.copied(name));
  };
  return {
    tunnel,
    status,
    callback,
    statusUrl,
    copyCallback: () => copy(callback, 'the callback URL'),
    copyStatus: () => copy(statusUrl, 'the status URL'),
  };
}
