import { Button, Progress } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReplayJob } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { jobText as text } from '../targets/strings.ts';
import { useLive } from '../ui/live.tsx';
import { withJob } from '../ui/live-cache.ts';
import { fullTime } from '../ui/time.ts';
import { toastFault } from '../ui/toast.ts';
import { formatView } from '../ui/view.ts';
import css from './job-view.module.css';
import { failureOf, outcomeOf, toneOf } from './outcomes.ts';

const deliveriesShown = 100;

/** Which deliveries are listed: those that failed, or those of an outcome. */
type Listed = 'failures' | { outcome: string };

/** One replay of many posts: how far it is, what came of it, and the ways to hold or end it. */
export function JobView(props: {
  job: ReplayJob;
  /** Called when one of its posts is opened. */
  onLeave?: () => void;
}) {
  const { job } = props;
  const { api } = useLive();
  const queries = useQueryClient();
  const [listed, setListed] = useState<Listed | null>(null);
  const failuresListed = listed === 'failures';
  const outcomeListed = listed !== null && listed !== 'failures' ? listed.outcome : null;
  const done = {
    onSuccess: (next: ReplayJob) =>
      queries.setQueryData(api.query.replays.list.queryKey(), (old) => old && withJob(old, next)),
    onError: toastFault,
  };
  const pause = useMutation(api.query.replays.pause.mutationOptions(done));
  const cancel = useMutation(api.query.replays.cancel.mutationOptions(done));
  const going = job.state === 'running' || job.state === 'paused';
  const paused = job.state === 'paused';
  return (
    <section className={css.job} aria-label={text.name(job.id)}>
      <div className={css.head}>
        <b className={css.state} data-state={job.state}>
          {text.states[job.state]}
        </b>
        <span className={css.what}>
          {text.what(job.query)} → <code>{text.to(job.target)}</code>
        </span>
        {going ? (
          <span className={css.buttons}>
            <Button
              leftSection={paused ? <IconPlayerPlayFilled size={12} /> : <IconPlayerPauseFilled size={12} />}
              loading={pause.isPending}
              onClick={() => pause.mutate({ id: job.id, paused: !paused })}
            >
              {paused ? text.resume : text.pause}
            </Button>
            <Button loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>
              {text.cancel}
            </Button>
          </span>
        ) : (
          <span className={css.dim}>{fullTime(job.startedAt)}</span>
        )}
      </div>
      <Progress
        value={job.total === 0 ? 100 : (job.done / job.total) * 100}
        size={6}
        color={paused ? 'gray' : 'indigo'}
        aria-label={text.progress(job.done, job.total)}
      />
      <div className={css.facts} role="status">
        <span>{text.progress(job.done, job.total)}</span>
        {job.perSecond > 0 ? <span className={css.dim}>{text.rate(job.perSecond)}</span> : null}
        {job.outcomes.map(({ outcome, count }) => (
          <button
            key={outcome}
            type="button"
            className={css.outcome}
            data-tone={toneOf(outcome)}
            aria-expanded={outcomeListed === outcome}
            aria-label={text.showOutcome(outcome, count)}
            onClick={() => setListed(outcomeListed === outcome ? null : { outcome })}
          >
            {outcome} <span className={css.times}>×{count.toLocaleString('en')}</span>
          </button>
        ))}
        {job.passed === null ? null : <span className={css.dim}>{text.passed(job.passed)}</span>}
        {job.failed ? (
          <span className={css.outcome} data-tone="bad">
            {text.failedCount(job.failed)}
          </span>
        ) : null}
        <span className={css.space} />
        {job.done > 0 ? (
          <Button
            variant="subtle"
            px={6}
            aria-expanded={failuresListed}
            onClick={() => setListed(failuresListed ? null : 'failures')}
          >
            {failuresListed ? text.hideFailures : text.showFailures}
          </Button>
        ) : null}
      </div>
      {job.reason ? <p className={css.reason}>{job.reason}</p> : null}
      {listed === null ? null : <Listing job={job} outcome={outcomeListed ?? undefined} onLeave={props.onLeave} />}
    </section>
  );
}

function Listing(props: { job: ReplayJob; outcome: string | undefined; onLeave: (() => void) | undefined }) {
  const { api } = useLive();
  const { job, outcome } = props;
  const read = useQuery({
    ...api.query.replays.failures.queryOptions({ input: { id: job.id, outcome, limit: deliveriesShown } }),
    staleTime: 0,
    // While it runs, more may come.
    refetchInterval: job.state === 'running' ? 1000 : false,
  });
  if (read.error) return <p className={css.reason}>{`${text.failuresFailed}: ${faultOf(read.error).message}`}</p>;
  if (!read.data) return null;
  if (read.data.length === 0) return <p className={css.dim}>{outcome ? text.noneSent : text.noFailures}</p>;
  return (
    <>
      <ul className={css.failures} aria-label={outcome === undefined ? text.failures : text.ofOutcome(outcome)}>
        {read.data.map((delivery) => (
          <li key={delivery.id}>
            {delivery.postId === null ? null : (
              <a
                href={formatView({ screen: 'inbox', postId: delivery.postId })}
                aria-label={text.openPost(delivery.postId)}
                onClick={props.onLeave}
              >
                #{delivery.postId}
              </a>
            )}
            <b data-tone={toneOf(outcomeOf(delivery))}>{outcomeOf(delivery)}</b>
            <span className={css.why}>{failureOf(delivery)}</span>
          </li>
        ))}
      </ul>
      {read.data.length === deliveriesShown ? <p className={css.dim}>{text.moreFailures(deliveriesShown)}</p> : null}
    </>
  );
}
