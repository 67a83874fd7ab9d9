import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Named, putBack, type TakenOut, takeOut } from './named-list.ts';
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

/**
 * Takes an item out of a list that is kept in the core, and offers it back.
 * @param change changes the list as it is by then; false when that was not saved
 */
export async function removeNamed<T extends Named>(
  change: (make: (all: readonly T[]) => T[]) => Promise<boolean>,
  { name, id, said }: { name: string; id: string; said: string },
): Promise<void> {
  const out: TakenOut<T>[] = [];
  const isSaved = await change((all) => {
    const { rest, taken } = takeOut(all, name);
    if (taken) out.push(taken);
    return rest;
  });
  const [taken] = out;
  if (isSaved && taken) offerUndo(id, said, () => void change((all) => putBack(all, taken)));
}
