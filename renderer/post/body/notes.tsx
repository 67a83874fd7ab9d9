import { UnstyledButton } from '@mantine/core';
import css from './content-view.module.css';

/** Something worth knowing about the bytes, above their view. */
export interface Note {
  sentence: string;
  tone: 'info' | 'warning';
  action?: { label: string; run: () => void };
}

/** The notes, a line each. */
export function Notes(props: { notes: readonly Note[] }) {
  if (props.notes.length === 0) return null;
  return (
    <ul className={css.notes}>
      {props.notes.map(({ sentence, tone, action }) => (
        <li key={sentence} data-tone={tone}>
          {sentence}
          {action ? (
            <>
              {' '}
              <UnstyledButton className={css.noteAction} onClick={action.run}>
                {action.label}
              </UnstyledButton>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
