import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** A note on the post, saved when the field is left; an empty one is no note. */
export function NoteEditor(props: { post: Post; autoFocus: boolean }) {
  const { post } = props;
  const { api } = useLive();
  const queries = useQueryClient();
  const [note, setNote] = useState(post.note ?? '');
  const save = useMutation(
    api.query.posts.mark.mutationOptions({
      onSuccess: (_, sent) => {
        const key = api.query.posts.get.queryKey({ input: { id: post.id } });
        queries.setQueryData(key, (old) => old && { ...old, note: sent.note ?? null });
        toast(text.noteSaved);
      },
      onError: toastFault,
    }),
  );
  const leave = () => {
    const next = note.trim() === '' ? null : note;
    if (next !== post.note) save.mutate({ id: post.id, note: next });
  };
  return (
    <Textarea
      mx={16}
      mt={8}
      autosize
      minRows={1}
      maxRows={5}
      maxLength={10_000}
      aria-label={text.note}
      placeholder={text.notePlaceholder}
      autoFocus={props.autoFocus}
      value={note}
      onChange={(event) => setNote(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
