import { Button, Group, Modal } from '@mantine/core';
import { outsideText as text } from './strings.ts';

/** The question before posts go to a host that is not this machine. */
export function OutsideDialog(props: { host: string | null; onAnswer: (yes: boolean) => void }) {
  const { host, onAnswer } = props;
  return (
    <Modal
      opened={host !== null}
      onClose={() => onAnswer(false)}
      title={text.title}
      size={460}
      zIndex={400}
      closeButtonProps={{ 'aria-label': text.no }}
    >
      <p style={{ margin: 0, overflowWrap: 'anywhere' }}>{text.body(host ?? '')}</p>
      <Group justify="flex-end" mt="lg" gap={8}>
        <Button data-autofocus onClick={() => onAnswer(false)}>
          {text.no}
        </Button>
        <Button variant="filled" onClick={() => onAnswer(true)}>
          {text.yes}
        </Button>
      </Group>
    </Modal>
  );
}
