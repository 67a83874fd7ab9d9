import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLive } from '../ui/live.tsx';
import { Message } from '../ui/message.tsx';
import { SampleButton } from '../ui/test-post-button.tsx';
import { toastFault } from '../ui/toast.ts';
import type { CopyableUrl } from '../ui/urls.ts';
import { useUrls } from '../ui/use-urls.ts';
import css from './first-run.module.css';
import { text as all } from './strings.ts';

const text = all.firstRun;

/** What an empty inbox says: three ways to the first post, with the real URLs, and that we are listening. */
export function FirstRun(props: { onOpenPost: (id: number) => void }) {
  const { api } = useLive();
  const queries = useQueryClient();
  const urls = useUrls();
  const settings = useQuery(api.query.settings.get.queryOptions());
  const hide = useMutation(
    api.query.settings.update.mutationOptions({
      onSuccess: (next) => queries.setQueryData(api.query.settings.get.queryKey(), next),
      onError: toastFault,
    }),
  );
  const receiver = urls.status?.receiver.url;
  const listening = receiver ? (
    <p className={css.listening}>
      <span className={css.pulse} aria-hidden />
      {text.listening(receiver)}
    </p>
  ) : null;
  if (!settings.data) return null;
  if (settings.data.welcomed) {
    return (
      <Message title={text.waiting}>
        {text.waitingBody}
        {listening}
      </Message>
    );
  }
  return (
    <div className={css.scroll}>
      <div className={css.welcome}>
        <h2 className={css.title}>{text.title}</h2>
        <p className={css.lead}>{text.lead}</p>
        <ol className={css.steps}>
          <Step number={1} title={text.callback} body={text.callbackBody}>
            <Url url={urls.callback} label="Copy the callback URL" what="the callback URL" />
          </Step>
          <Step number={2} title={text.status} body={text.statusBody}>
            <Url url={urls.statusUrl} label="Copy the status URL" what="the status URL" />
          </Step>
          <Step number={3} title={text.test} body={text.testBody}>
            <SampleButton onOpenPost={props.onOpenPost} />
          </Step>
        </ol>
        <div className={css.foot}>
          {listening}
          <Button
            variant="subtle"
            color="gray"
            loading={hide.isPending}
            onClick={() => hide.mutate({ welcomed: true })}
          >
            {text.hide}
          </Button>
        </div>
      </div>
    </div>
  );
}

function Step(props: { number: number; title: string; body: string; children: ReactNode }) {
  return (
    <li className={css.step}>
      <span className={css.number} aria-hidden>
        {props.number}
      </span>
      <div className={css.content}>
        <h3 className={css.stepTitle}>{props.title}</h3>
        <p className={css.stepBody}>{props.body}</p>
        {props.children}
      </div>
    </li>
  );
}

function Url(props: { url: CopyableUrl | null; label: string; what: string }) {
  if (!props.url) return null;
  return (
    <>
      <div className={css.url}>
        <code>{props.url.url}</code>
        <CopyButton value={props.url.url} label={props.label} what={props.what} />
      </div>
      {props.url.localBecause ? (
        <p className={css.note}>{props.url.localBecause === 'off' ? text.localOff : text.local}</p>
      ) : null}
    </>
  );
}
