import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { JobView } from '../replay/job-view.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { jobText as text } from './strings.ts';
import css from './targets-screen.module.css';

/** Replays of many posts, newest first. */
export function JobsSection() {
  const { api } = useLive();
  const jobs = useQuery(api.query.replays.list.queryOptions());
  return (
    <Section title={text.title} lead={text.lead}>
      {jobs.error ? (
        <div style={{ paddingBottom: 24 }}>
          <Failure title={text.failed} error={jobs.error} onRetry={() => void jobs.refetch()} />
        </div>
      ) : !jobs.data ? (
        <Skeleton h={40} radius={0} />
      ) : jobs.data.length === 0 ? (
        <p className={css.none}>{text.none}</p>
      ) : (
        <ul className={css.list} aria-label={text.title}>
          {jobs.data.map((job) => (
            <li key={job.id} className={css.job}>
              <JobView job={job} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
