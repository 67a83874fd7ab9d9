import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Post } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { text } from './strings.ts';

/** What was typed is saved when the keys rested for so long, and tried again so long after it could not be. Milliseconds. */
const saveAfterMs = 800;
const retryMs = 4000;

/** Where what could not be saved waits until the post is opened again, in the same window. */
const unsavedKey = (id: number) => ['unsaved-note', id];

/** An empty note is none. */
const noteOf = (typed: string) => (typed.trim() === '' ? null : typed);

/**
 * The note on a post while it may be edited. It is saved soon after the last key, when the field is left, and when the post or
 * the window is closed; until something is typed it is what the core says, also when it was changed elsewhere.
 */
export function useNote(post: Post) {
  const { id } = post;
  const { api } = useLive();
  const queries = useQueryClient();
  /** What was typed, until it is saved and the field is left; null = nothing. */
  const [typed, setTyped] = useState(() => queries.getQueryData<string>(unsavedKey(id)) ?? null);
  const now = useRef({
    typed,
    saved: post.note,
    /** What is on its way to the core; undefined = nothing. */
    sent: undefined as string | null | undefined,
    /** What was typed and saved last; undefined = nothing. */
    done: undefined as string | null | undefined,
    isFocused: false,
    /** True when something was saved that the user was not told of: in the middle of typing nobody wants to hear it. */
    isUntold: false,
  });
  now.current.typed = typed;
  now.current.saved = post.note;

  const { mutate, error } = useMutation({
    ...api.query.posts.mark.mutationOptions(),
    // One after the other, so that the newest is what stays.
    scope: { id: `note-${id}` },
    onSuccess: (_, { note = null }) => {
      const { current } = now;
      // What was typed since may be on its way already.
      if (current.sent === note) current.sent = undefined;
      current.done = note;
      const key = api.query.posts.get.queryKey({ input: { id } });
      queries.setQueryData(key, (old) => old && { ...old, note });
      queries.removeQueries({ queryKey: unsavedKey(id) });
      if (current.isFocused) {
        current.isUntold = true;
        return;
      }
      toast(text.noteSaved);
      // When the post is drawn with its new note, not before.
      setTimeout(save);
    },
    onError: (fault, { note = null }) => {
      if (now.current.sent === note) now.current.sent = undefined;
      queries.setQueryData(unsavedKey(id), note ?? '');
      if (!now.current.isFocused) toastFault(fault);
    },
  });

  const save = useCallback(() => {
    const { current } = now;
    if (current.typed === null) return;
    const note = noteOf(current.typed);
    if (note === current.sent) return;
    if (current.sent === undefined && (note === current.saved || note === current.done)) {
      // In the field it stays what it is, and the caret where it is, until that is left.
      if (!current.isFocused) setTyped(null);
      return;
    }
    current.sent = note;
    mutate({ id, note });
  }, [id, mutate]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each key begins the time anew
  useEffect(() => {
    const timer = setTimeout(save, error ? retryMs : saveAfterMs);
    return () => clearTimeout(timer);
  }, [typed, error, save]);

  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      now.current.isFocused = false;
      save();
    };
  }, [save]);

  return {
    value: typed ?? post.note ?? '',
    /** Why it could not be saved, while it is not. */
    fault: error ? faultOf(error).message : null,
    type: setTyped,
    focus() {
      now.current.isFocused = true;
    },
    leave() {
      const { current } = now;
      current.isFocused = false;
      save();
      if (current.isUntold && current.sent === undefined) toast(text.noteSaved);
      current.isUntold = false;
    },
  };
}
