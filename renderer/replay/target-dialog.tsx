import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLive } from '../ui/live.tsx';
import { toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';
import { completeTarget, isTarget } from './targets.ts';

/** Asks where to send to. */
export function TargetDialog(props: {
  opened: boolean;
  title: string;
  /** What the button says. */
  verb: string;
  onClose: () => void;
  onTarget: (target: string) => void;
}) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={440}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <TargetForm verb={props.verb} onClose={props.onClose} onTarget={props.onTarget} />
    </Modal>
  );
}

function TargetForm(props: { verb: string; onClose: () => void; onTarget: (target: string) => void }) {
  const { api } = useLive();
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const [remember, setRemember] = useState(true);
  const [bad, setBad] = useState(false);
  const keep = useMutation(
    api.query.settings.update.mutationOptions({
      onSuccess: (next) => queries.setQueryData(api.query.settings.get.queryKey(), next),
      onError: toastFault,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = completeTarget(value);
    if (!isTarget(target)) {
      setBad(true);
      return;
    }
    if (remember) keep.mutate({ target });
    props.onTarget(target);
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={text.targetUrl}
        description={text.targetHint}
        placeholder={text.targetPlaceholder}
        error={bad ? text.targetBad : null}
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setBad(false);
        }}
        spellCheck={false}
        data-autofocus
      />
      <Checkbox
        mt="md"
        size="xs"
        label={text.remember}
        checked={remember}
        onChange={(event) => setRemember(event.currentTarget.checked)}
      />
      <Group justify="flex-end" mt="lg" gap={8}>
        <Button onClick={props.onClose}>{text.cancel}</Button>
        <Button type="submit" variant="filled">
          {props.verb}
        </Button>
      </Group>
    </form>
  );
}
