import { Button } from '@mantine/core';
import type { Removals } from './removals.ts';
import { text } from './strings.ts';
import css from './undo-toast.module.css';

/** Says what was deleted and offers it back. The clock stands still while the pointer or the focus is on it. */
export function UndoToast(props: { count: number; removals: Removals }) {
  const { removals } = props;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only the clock is stopped; what can be done is the button's
    <div
      className={css.line}
      onPointerEnter={removals.hold}
      onPointerLeave={removals.resume}
      onFocus={removals.hold}
      onBlur={removals.resume}
    >
      <span>{text.deleted(props.count)}</span>
      <Button size="compact-xs" variant="light" onClick={removals.undo}>
        {text.undo}
      </Button>
    </div>
  );
}
