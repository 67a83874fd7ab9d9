import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Tunnel } from '../../contract/index.ts';
import { Bar } from '../ui/bar.tsx';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { useUrls } from '../ui/use-urls.ts';
import { text } from './strings.ts';
import css from './url-change-alarm.module.css';

/** The loudest thing the app can say: posts go to an address that is no longer ours. */
export function UrlChangeAlarm(props: { change: NonNullable<Tunnel['urlChange']> }) {
  const { api } = useLive();
  const urls = useUrls();
  const dismiss = useMutation(
    // The feed tells that the alarm has ended.
    api.query.tunnel.dismissUrlChange.mutationOptions({ onError: toastFault }),
  );
  return (
    <Bar
      tone="bad"
      actions={
        <>
          <Button aria-label={text.alarm.copyCallback} onClick={urls.copyCallback} disabled={!urls.callback}>
            {text.alarm.copyCallback}
          </Button>
          <Button aria-label={text.alarm.copyStatus} onClick={urls.copyStatus} disabled={!urls.statusUrl}>
            {text.alarm.copyStatus}
          </Button>
          <Button variant="filled" color="red.9" loading={dismiss.isPending} onClick={() => dismiss.mutate(undefined)}>
            {text.alarm.done}
          </Button>
        </>
      }
    >
      <strong>{text.alarm.title}</strong>
      <div>{text.alarm.todo}</div>
      <div className={css.urls}>
        <span>{text.alarm.from}</span> <s>{props.change.from}</s>
        <span aria-hidden>→</span>
        <span>{text.alarm.to}</span> <b>{props.change.to}</b>
      </div>
    </Bar>
  );
}
