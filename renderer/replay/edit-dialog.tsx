import { Button, Group, Modal, Select, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Edits, Post } from '../../contract/index.ts';
import { maskedTarget } from '../post/mask.ts';
import { useBody } from '../post/use-body.ts';
import { textOf } from '../ui/bytes.ts';
import css from './edit-dialog.module.css';
import { type Draft, editsOf } from './edits.ts';
import { text as all } from './strings.ts';

const text = all.edit;
const editableBytes = 512 * 1024;
const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

interface EditProps {
  post: Post;
  target: string | null;
  onClose: () => void;
  onSend: (edits: Edits | undefined) => void;
}

/** A modest editor: method, path and body. What is not touched goes out byte for byte. */
export function EditDialog(props: EditProps) {
  const body = useQuery(useBody(props.post.id, props.post.bodySize));
  const ready = props.post.bodySize === 0 || body.data !== undefined;
  return (
    <Modal opened onClose={props.onClose} title={text.title} size={720} closeButtonProps={{ 'aria-label': all.close }}>
      {ready ? (
        <EditForm {...props} bytes={body.data ?? new Uint8Array()} />
      ) : (
        <Skeleton h={160} aria-label={text.loading} />
      )}
    </Modal>
  );
}

function EditForm(props: EditProps & { bytes: Uint8Array }) {
  const { post, bytes } = props;
  const bodyText = bytes.length <= editableBytes ? textOf(bytes) : null;
  const before: Draft = { method: post.method, target: post.target, body: bodyText };
  const [draft, setDraft] = useState(before);
  const { query, body } = post.secretRanges;
  const hasSecrets = query.length + body.length > 0;
  const [shown, setShown] = useState(!hasSecrets);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSend(editsOf(before, draft) ?? undefined);
  };
  return (
    <form onSubmit={submit}>
      <div className={css.line}>
        <Select
          label={text.method}
          data={methods.includes(post.method) ? methods : [post.method, ...methods]}
          value={draft.method}
          onChange={(method) => method && setDraft({ ...draft, method })}
          w={110}
        />
        <TextInput
          className={css.path}
          label={text.path}
          value={shown ? draft.target : maskedTarget(post.target, query)}
          readOnly={!shown}
          onChange={(event) => setDraft({ ...draft, target: event.currentTarget.value })}
          classNames={{ input: css.mono }}
          spellCheck={false}
          data-autofocus
        />
      </div>
      {bodyText === null ? (
        <p className={css.hint}>{bytes.length > editableBytes ? text.large : text.binary}</p>
      ) : shown ? (
        <Textarea
          mt="sm"
          label={text.body}
          autosize
          minRows={6}
          maxRows={20}
          value={draft.body ?? ''}
          onChange={(event) => setDraft({ ...draft, body: event.currentTarget.value })}
          classNames={{ input: css.mono }}
          spellCheck={false}
        />
      ) : (
        <div className={css.gate}>
          {text.secret}
          <Button onClick={() => setShown(true)}>{text.reveal}</Button>
        </div>
      )}
      <p className={css.hint}>
        {text.unchanged} {props.target ? text.to(props.target) : ''}
      </p>
      <Group justify="flex-end" mt="md" gap={8}>
        <Button onClick={props.onClose}>{all.cancel}</Button>
        <Button type="submit" variant="filled">
          {all.replay}
        </Button>
      </Group>
    </form>
  );
}
