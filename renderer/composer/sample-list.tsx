import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Sample, TestPost } from '../../contract/index.ts';
import { useLab } from '../replay/lab-context.ts';
import { targetFault, targetMeant } from '../targets/target-draft.ts';
import { TargetInput } from '../targets/target-input.tsx';
import { useTargets } from '../targets/use-targets.ts';
import { formatSize } from '../ui/bytes.ts';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { toastFault } from '../ui/toast.ts';
import { offerUndo } from '../ui/undo-notice.tsx';
import css from './composer.module.css';
import { text } from './strings.ts';
import { useSent } from './use-sent.ts';

/** Requests that were kept, to be sent again. */
export function SampleList(props: {
  samples: UseQueryResult<Sample[]>;
  onClose: () => void;
  onOpenPost: (id: number) => void;
}) {
  const { api } = useLive();
  const lab = useLab();
  const queries = useQueryClient();
  const { targets } = useTargets();
  const [via, setVia] = useState<TestPost['via']>('receiver');
  const [target, setTarget] = useState('');
  const sent = useSent(props);
  const send = useMutation(api.query.samples.send.mutationOptions({ onError: toastFault }));
  const readAgain = () => queries.invalidateQueries({ queryKey: api.query.samples.list.queryKey() });
  const forget = useMutation(api.query.samples.delete.mutationOptions({ onError: toastFault, onSettled: readAgain }));
  const keep = useMutation(api.query.samples.save.mutationOptions({ onError: toastFault, onSettled: readAgain }));
  const drop = ({ id, ...kept }: Sample) =>
    forget.mutate(
      { id },
      { onSuccess: () => offerUndo(`sample ${id}`, text.forgotten(kept.name), () => keep.mutate(kept)) },
    );
  const { samples } = props;
  if (samples.error) {
    return <Failure title={text.samplesFailed} error={samples.error} onRetry={() => void samples.refetch()} />;
  }
  if (samples.data?.length === 0) return <p className={css.hint}>{text.samplesNone}</p>;
  const meant = targetMeant(target, targets);
  const wrong = via === 'target' && targetFault(target, targets) !== null;
  const start = async (sample: Sample) => {
    if (via === 'target' && !(await lab.allow(meant, 'any'))) return;
    send.mutate(
      { id: sample.id, via, ...(via === 'target' && meant !== null ? { target: meant } : {}) },
      { onSuccess: (result) => sent(result, text.sampleSent(sample.name)) },
    );
  };
  return (
    <div className={css.form}>
      <div className={css.pair}>
        <Select
          label={text.via}
          data={Object.entries(text.vias).map(([value, label]) => ({ value, label }))}
          value={via}
          onChange={(next) => next && setVia(next as TestPost['via'])}
        />
        {via === 'target' ? <TargetInput label={text.target} value={target} onChange={setTarget} /> : null}
      </div>
      <ul className={css.samples} aria-label={text.samples}>
        {samples.data?.map((sample) => (
          <li key={sample.id}>
            <b>{sample.name}</b>
            <span className={css.request}>
              {sample.method} {sample.target}
            </span>
            <span className={css.hint}>{formatSize(Math.floor((sample.body.length * 3) / 4))}</span>
            <Button
              disabled={wrong}
              loading={send.isPending && send.variables.id === sample.id}
              aria-label={text.sendSample(sample.name)}
              onClick={() => void start(sample)}
            >
              {text.send}
            </Button>
            <Tooltip label={text.forget(sample.name)}>
              <ActionIcon aria-label={text.forget(sample.name)} onClick={() => drop(sample)}>
                <IconTrash size={15} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </div>
  );
}
