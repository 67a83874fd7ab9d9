import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AppStatus } from '../../contract/index.ts';
import { ForwardingPaused } from '../targets/forwarding-paused.tsx';
import { TunnelReason } from '../tunnel/tunnel-reason.tsx';
import { UrlChangeAlarm } from '../tunnel/url-change-alarm.tsx';
import { Bar } from './bar.tsx';
import { useLive } from './live.tsx';
import { text } from './strings.ts';

/** Everything that must not be overlooked, most serious first. Alarms stand until their cause is gone. */
export function Banners() {
  const { api, connection } = useLive();
  const status = useQuery(api.query.status.queryOptions({ select: withoutCounts })).data;
  const tunnel = useQuery(api.query.tunnel.get.queryOptions()).data;
  const [closed, setClosed] = useState<readonly string[]>([]);
  const close = (key: string) => setClosed((keys) => [...keys, key]);
  const portTaken = status?.receiver.portTaken ?? null;
  const notices = (status?.notices ?? []).filter((notice) => portTaken === null || notice.code !== 'port-taken');
  return (
    <section aria-label={text.alarms}>
      {connection === 'lost' ? <Bar tone="bad">{text.connectionLost}</Bar> : null}
      {status && !status.storage.ok ? (
        <Bar tone="bad">
          <strong>{text.storageAlarm(status.storage.reason ?? text.storageUnknown, status.storage.refused)}</strong>
        </Bar>
      ) : null}
      {tunnel?.urlChange ? <UrlChangeAlarm change={tunnel.urlChange} /> : null}
      {tunnel ? <TunnelReason tunnel={tunnel} /> : null}
      <ForwardingPaused />
      {status && portTaken !== null && !closed.includes('port') ? (
        <Bar tone="warn" onDismiss={() => close('port')}>
          {text.portTaken(portTaken, status.receiver.port)}
        </Bar>
      ) : null}
      {notices
        .filter((notice) => !closed.includes(notice.code + notice.message))
        .map((notice) => (
          <Bar key={notice.code + notice.message} tone="info" onDismiss={() => close(notice.code + notice.message)}>
            {notice.message}
          </Bar>
        ))}
    </section>
  );
}

/** The numbers of posts change with every post, and none of them is said here. */
function withoutCounts({ receiver, storage, notices }: AppStatus): Pick<AppStatus, 'receiver' | 'storage' | 'notices'> {
  return { receiver, storage, notices };
}
