import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { defaultSettings } from '../../contract/index.ts';
import { Section } from '../ui/screen.tsx';
import { resettable } from './retention-effect.ts';
import { SettingRow } from './setting-row.tsx';
import { text as all } from './strings.ts';
import type { useSave } from './use-save.ts';

const text = all.reset;

/** Sets the preferences back to what they were at first. What the user made (targets, labels, searches) stays. */
export function ResetSection(props: { saving: ReturnType<typeof useSave> }) {
  const { save, answerOf } = props.saving;
  const [asking, setAsking] = useState(false);
  const reset = () => {
    setAsking(false);
    save(Object.fromEntries(resettable.map((name) => [name, defaultSettings[name]])));
  };
  return (
    <Section title={text.title}>
      {/* Only a reset changes all of them at once. */}
      <SettingRow label={text.label} hint={text.hint} answer={answerOf('theme') && answerOf('bodyLimit')}>
        <Button onClick={() => setAsking(true)}>{text.button}</Button>
      </SettingRow>
      <Modal opened={asking} onClose={() => setAsking(false)} title={text.question} size={440} withCloseButton={false}>
        {text.body}
        <Group justify="flex-end" mt={16} gap={8}>
          <Button data-autofocus onClick={() => setAsking(false)}>
            {text.no}
          </Button>
          <Button variant="filled" onClick={reset}>
            {text.yes}
          </Button>
        </Group>
      </Modal>
    </Section>
  );
}
