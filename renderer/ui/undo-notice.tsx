import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { text } from './strings.ts';
import css from './undo-toast.module.css';

/** As long as deleted posts can be had back. Milliseconds. */
const undoMs = 8000;

/**
 * Says what was done, and offers to take it back.
 * @param id another notice with it is replaced
 */
export function offerUndo(id: string, message: string, undo: () => void): void {
  notifications.hide(id);
  notifications.show({
    id,
    color: 'indigo',
    withBorder: true,
    autoClose: undoMs,
    message: (
      <div className={css.line}>
        <span>{message}</span>
        <Button
          size="compact-xs"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {text.undo}
        </Button>
      </div>
    ),
  });
}
