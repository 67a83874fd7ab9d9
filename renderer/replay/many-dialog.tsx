import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { faultOf } from '../api.ts';
import css from '../targets/form.module.css';
import { useTargets } from '../targets/use-targets.ts';
import { useLive } from '../ui/live.tsx';
import { withJob } from '../ui/live-cache.ts';
import { JobView } from './job-view.tsx';
import { type Aim, useLab } from './lab-context.ts';
import { firstDraft, manyFault, manyInput } from './many-draft.ts';
import { ManyFields } from './many-fields.tsx';
import { text as all, manyText as text } from './strings.ts';

/** Replays many posts: how, and then how far it is. Closing it does not end what was started. */
export function ManyDialog(props: { aim: Aim; onClose: () => void }) {
  const [job, setJob] = useState<number | null>(null);
  return (
    <Modal opened onClose={props.onClose} title={text.title} size={600} closeButtonProps={{ 'aria-label': all.close }}>
      {job === null ? (
        <ManyForm aim={props.aim} onClose={props.onClose} onStarted={setJob} />
      ) : (
        <Progressing id={job} onClose={props.onClose} />
      )}
    </Modal>
  );
}

function ManyForm(props: { aim: Aim; onClose: () => void; onStarted: (job: number) => void }) {
  const { aim } = props;
  const { api } = useLive();
  const lab = useLab();
  const queries = useQueryClient();
  const { targets } = useTargets();
  const [draft, setDraft] = useState(firstDraft);
  const query = 'query' in aim ? aim.query : null;
  const found = useQuery({
    ...api.query.posts.count.queryOptions({ input: query ? { query } : {} }),
    enabled: query !== null,
    staleTime: 0,
  });
  const start = useMutation(
    api.query.replays.start.mutationOptions({
      onSuccess: (job) => {
        queries.setQueryData(api.query.replays.list.queryKey(), (old) => withJob(old ?? [], job));
        props.onStarted(job.id);
      },
    }),
  );
  const count = 'ids' in aim ? aim.ids.length : (found.data?.count ?? null);
  const fault = manyFault(draft, aim, targets);
  const shownFault = fault ?? (start.error ? faultOf(start.error).message : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    const input = manyInput(draft, aim, targets);
    if (await lab.allow(input.target ?? null, 'any')) start.mutate(input);
  };
  return (
    <form className={css.form} noValidate onSubmit={(event) => void submit(event)}>
      <p style={{ margin: 0, overflowWrap: 'anywhere' }}>
        {'ids' in aim
          ? text.selected(aim.ids.length)
          : found.error
            ? faultOf(found.error).message
            : found.data
              ? text.found(found.data.count, found.data.exact, aim.query)
              : text.counting}
      </p>
      <ManyFields draft={draft} onChange={setDraft} />
      <p className={css.fault} role="alert">
        {shownFault}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button onClick={props.onClose}>{all.cancel}</Button>
        <Button type="submit" variant="filled" loading={start.isPending} disabled={count === 0 || fault !== null}>
          {text.start(found.data?.exact === false ? null : count)}
        </Button>
      </Group>
    </form>
  );
}

function Progressing(props: { id: number; onClose: () => void }) {
  const { api } = useLive();
  const jobs = useQuery(api.query.replays.list.queryOptions());
  const job = jobs.data?.find(({ id }) => id === props.id);
  if (!job) return null;
  const going = job.state === 'running' || job.state === 'paused';
  return (
    <div className={css.form}>
      <JobView job={job} onLeave={props.onClose} />
      {going ? <p className={css.hint}>{text.started}</p> : null}
      <Group justify="flex-end">
        <Button variant={going ? 'default' : 'filled'} onClick={props.onClose}>
          {going ? text.background : text.done}
        </Button>
      </Group>
    </div>
  );
}
