import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeadLetter } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { fullTime } from '../ui/time.ts';
import { toast, toastFault } from '../ui/toast.ts';
import { formatView } from '../ui/view.ts';
import { forwardText as text } from './strings.ts';
import css from './targets-screen.module.css';

const shownFirst = 20;

/** Posts whose forwarding was given up, with a way to try them again. */
export function DeadLetters() {
  const { api } = useLive();
  const queries = useQueryClient();
  const key = api.query.forwards.deadLetters.queryKey();
  const letters = useQuery({ ...api.query.forwards.deadLetters.queryOptions(), staleTime: 0 });
  const forwards = useQuery(api.query.forwards.list.queryOptions()).data ?? [];
  const isOff = forwards.every(({ mode }) => mode === 'off');
  const [all, setAll] = useState(false);
  const again = () => void queries.invalidateQueries({ queryKey: key });
  const retry = useMutation(
    api.query.forwards.retry.mutationOptions({
      onSuccess: ({ queued }) => toast(text.retried(queued)),
      onError: toastFault,
      onSettled: again,
    }),
  );
  const discard = useMutation(
    api.query.forwards.discard.mutationOptions({
      onSuccess: ({ discarded }) => toast(text.dropped(discarded)),
      onError: toastFault,
      onSettled: again,
    }),
  );
  const list = letters.data ?? [];
  const paths = [...new Set(list.map(({ path }) => path))];
  return (
    <Section title={text.deadTitle} lead={text.deadLead}>
      {letters.error ? (
        <div style={{ paddingBottom: 24 }}>
          <Failure title={text.deadFailed} error={letters.error} onRetry={() => void letters.refetch()} />
        </div>
      ) : !letters.data ? (
        <Skeleton h={40} radius={0} />
      ) : list.length === 0 ? (
        <p className={css.none}>{isOff ? text.deadNoneOff : text.deadNone}</p>
      ) : (
        <>
          <DeadTable
            letters={all ? list : list.slice(0, shownFirst)}
            onRetry={(postId) => retry.mutate({ postIds: [postId] })}
          />
          <div className={css.foot}>
            {!all && list.length > shownFirst ? (
              <Button variant="subtle" onClick={() => setAll(true)}>
                {text.moreDead(list.length)}
              </Button>
            ) : null}
            <Button
              loading={discard.isPending}
              onClick={() => {
                for (const path of paths) discard.mutate({ path, dead: true });
              }}
            >
              {text.discardDead}
            </Button>
            <Button variant="filled" loading={retry.isPending} onClick={() => retry.mutate({})}>
              {text.retryAll}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

function DeadTable(props: { letters: readonly DeadLetter[]; onRetry: (postId: number) => void }) {
  return (
    <table className={css.table} aria-label={text.deadTitle}>
      <thead>
        <tr>
          <th scope="col">{text.post}</th>
          <th scope="col">{text.target}</th>
          <th scope="col">{text.tries}</th>
          <th scope="col">{text.last}</th>
          <th scope="col">{text.reason}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {props.letters.map((letter) => (
          <tr key={`${letter.postId} ${letter.target}`}>
            <td>
              <a className={css.link} href={formatView({ screen: 'inbox', postId: letter.postId })}>
                {text.postName(letter.postId)}
              </a>
              <div className={css.dim}>{letter.path}</div>
            </td>
            <td className={css.url}>{letter.target}</td>
            <td>{letter.attempts}</td>
            <td className={css.dim}>{fullTime(letter.lastAt)}</td>
            <td className={css.why}>{letter.reason}</td>
            <td>
              <Button
                variant="subtle"
                px={6}
                aria-label={text.retryOne(letter.postId)}
                onClick={() => props.onRetry(letter.postId)}
              >
                {text.retry}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
