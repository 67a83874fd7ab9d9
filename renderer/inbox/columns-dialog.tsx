import { ActionIcon, Button, Checkbox, Modal, NumberInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { text as frame } from '../ui/strings.ts';
import {
  type ColumnChoice,
  type ColumnId,
  columnIds,
  moveColumn,
  narrowest,
  resizeColumn,
  toggleColumn,
  widest,
  widthOf,
} from './columns.ts';
import css from './columns-dialog.module.css';
import { text } from './list-strings.ts';
import type { useColumns } from './use-columns.ts';

/** Which columns there are, in which order and how wide: all that the mouse does on the heads, for the keyboard too. */
export function ColumnsDialog(props: { columns: ReturnType<typeof useColumns>; opened: boolean; onClose: () => void }) {
  const { choice, change, reset } = props.columns;
  const hidden = columnIds.filter((id) => !choice.order.includes(id));
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={text.columnsTitle}
      size={420}
      closeButtonProps={{ 'aria-label': frame.close }}
    >
      <p className={css.hint}>{text.columnsHint}</p>
      <ul className={css.list}>
        {[...choice.order, ...hidden].map((id) => (
          <Line key={id} id={id} choice={choice} onChange={change} />
        ))}
      </ul>
      <Button mt={12} onClick={reset}>
        {text.resetColumns}
      </Button>
    </Modal>
  );
}

function Line(props: { id: ColumnId; choice: ColumnChoice; onChange: (choice: ColumnChoice) => void }) {
  const { id, choice, onChange: change } = props;
  const at = choice.order.indexOf(id);
  const name = text.columns[id];
  return (
    <li className={css.line}>
      <Checkbox
        size="xs"
        className={css.name}
        label={name}
        aria-label={text.show(name)}
        checked={at >= 0}
        disabled={at >= 0 && choice.order.length === 1}
        onChange={() => change(toggleColumn(choice, id))}
      />
      {at < 0 ? null : (
        <>
          {id === 'excerpt' ? null : (
            <NumberInput
              w={86}
              aria-label={text.resize(name)}
              suffix=" px"
              min={narrowest}
              max={widest}
              step={8}
              clampBehavior="blur"
              value={widthOf(choice, id, false)}
              onChange={(width) => typeof width === 'number' && change(resizeColumn(choice, id, width))}
            />
          )}
          <ActionIcon
            aria-label={text.earlier(name)}
            disabled={at === 0}
            onClick={() => change(moveColumn(choice, id, -1))}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
          <ActionIcon
            aria-label={text.later(name)}
            disabled={at === choice.order.length - 1}
            onClick={() => change(moveColumn(choice, id, 1))}
          >
            <IconArrowDown size={14} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}
