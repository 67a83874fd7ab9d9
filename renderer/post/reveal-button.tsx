import { UnstyledButton } from '@mantine/core';
import css from './reveal-button.module.css';
import { text } from './strings.ts';

/** Shows or hides one masked value. */
export function RevealButton(props: { name: string; shown: boolean; onToggle: () => void }) {
  return (
    <UnstyledButton
      className={css.button}
      aria-label={props.shown ? text.hide(props.name) : text.reveal(props.name)}
      onClick={props.onToggle}
    >
      {props.shown ? text.hideWord : text.revealWord}
    </UnstyledButton>
  );
}
