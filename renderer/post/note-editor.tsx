import { Textarea } from '@mantine/core';
import type { Post } from '../../contract/index.ts';
import css from './note-editor.module.css';
import { text } from './strings.ts';
import { useNote } from './use-note.ts';

/** A note on the post, saved by itself; an empty one is no note. */
export function NoteEditor(props: { post: Post; autoFocus: boolean; onFocus: () => void }) {
  const note = useNote(props.post);
  return (
    <div className={css.note}>
      <Textarea
        autosize
        minRows={1}
        maxRows={5}
        maxLength={10_000}
        aria-label={text.note}
        placeholder={text.notePlaceholder}
        autoFocus={props.autoFocus}
        value={note.value}
        onChange={(event) => note.type(event.currentTarget.value)}
        onFocus={() => {
          note.focus();
          props.onFocus();
        }}
        onBlur={note.leave}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <p className={css.unsaved} role="alert">
        {note.fault === null ? null : text.noteUnsaved(note.fault)}
      </p>
    </div>
  );
}
