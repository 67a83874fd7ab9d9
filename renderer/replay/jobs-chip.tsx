import { useQuery } from '@tanstack/react-query';
import { jobText as text } from '../targets/strings.ts';
import { useLive } from '../ui/live.tsx';
import { formatView } from '../ui/view.ts';
import css from './jobs-chip.module.css';

/** A replay of many posts that is going on, in the top bar; it leads to where it can be held or ended. */
export function JobsChip() {
  const { api } = useLive();
  const jobs = useQuery(api.query.replays.list.queryOptions()).data ?? [];
  const going = jobs.filter(({ state }) => state === 'running' || state === 'paused');
  if (going.length === 0) return null;
  const done = going.reduce((sum, job) => sum + job.done, 0);
  const total = going.reduce((sum, job) => sum + job.total, 0);
  return (
    <a className={css.chip} href={formatView({ screen: 'targets', postId: null })} title={text.title}>
      {text.running(done, total)}
    </a>
  );
}
