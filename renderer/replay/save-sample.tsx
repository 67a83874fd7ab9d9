import { Button, Popover, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Edits, Post } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import css from './edit-dialog.module.css';
import { sampleOf } from './sample-of.ts';
import { text as all } from './strings.ts';

const text = all.edit;

/** Keeps the edited request under a name. It stands inside a form, so Enter is its own. */
export function SaveSample(props: { post: Post; bytes: Uint8Array; edits: Edits | undefined; disabled: boolean }) {
  const { post, bytes, edits } = props;
  const { api } = useLive();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const save = useMutation(
    api.query.samples.save.mutationOptions({
      onSuccess: (sample) => {
        void queries.invalidateQueries({ queryKey: api.query.samples.list.queryKey() });
        toast(text.sampleSaved(sample.name));
        setOpen(false);
        setName('');
      },
      onError: toastFault,
    }),
  );
  const submit = () => {
    if (name.trim() !== '') save.mutate(sampleOf(post, { name: name.trim(), bytes, edits }));
  };
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" width={300} trapFocus>
      <Popover.Target>
        <Button disabled={props.disabled} onClick={() => setOpen(!open)}>
          {text.saveSample}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.sample}>
        <TextInput
          label={text.sampleName}
          description={text.sampleSecrets}
          value={name}
          maxLength={80}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            submit();
          }}
        />
        <Button variant="filled" loading={save.isPending} disabled={name.trim() === ''} onClick={submit}>
          {text.save}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
