import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { toast } from '../ui/toast.ts';
import css from './form.module.css';
import { text as all, forwardText as text } from './strings.ts';

/** Puts stored posts of an endpoint into its queue. */
export function CatchUpDialog(props: { path: string; onClose: () => void }) {
  const { path, onClose } = props;
  const { api } = useLive();
  const [query, setQuery] = useState('-is:forwarded -is:replayed');
  const enqueue = useMutation(
    api.query.forwards.enqueue.mutationOptions({
      onSuccess: ({ queued }) => {
        toast(text.enqueued(queued));
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enqueue.mutate({ path, query });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.catchTitle(path)}
      size={480}
      closeButtonProps={{ 'aria-label': all.close }}
    >
      <form onSubmit={submit}>
        <p className={css.hint}>{text.catchHint}</p>
        <TextInput
          label={text.query}
          value={query}
          spellCheck={false}
          data-autofocus
          classNames={{ input: css.mono }}
          error={enqueue.error ? faultOf(enqueue.error).message : null}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap={8}>
          <Button onClick={onClose}>{all.cancel}</Button>
          <Button type="submit" variant="filled" loading={enqueue.isPending}>
            {text.enqueue}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
