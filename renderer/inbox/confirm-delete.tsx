import { Button, Group, Modal } from '@mantine/core';
import { text } from './list-strings.ts';
import { type Selection, sizeOf } from './selection.ts';

/** Says how many posts are about to go. */
export function ConfirmDelete(props: { selection: Selection | null; onAnswer: (yes: boolean) => void }) {
  const { selection, onAnswer } = props;
  const count = selection ? sizeOf(selection) : 0;
  const exact = selection?.every?.exact ?? true;
  return (
    <Modal
      opened={selection !== null}
      onClose={() => onAnswer(false)}
      title={text.confirmTitle(count, exact)}
      size={440}
      withCloseButton={false}
    >
      {text.confirmBody} {text.confirmPinned}
      <Group justify="flex-end" mt={16} gap={8}>
        <Button onClick={() => onAnswer(false)}>{text.cancel}</Button>
        <Button variant="filled" color="red" data-autofocus onClick={() => onAnswer(true)}>
          {text.confirm(count, exact)}
        </Button>
      </Group>
    </Modal>
  );
}
