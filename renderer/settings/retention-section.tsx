import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Settings } from '../../contract/index.ts';
import { useLive } from '../ui/live.tsx';
import { Section } from '../ui/screen.tsx';
import { NumberField } from './number-field.tsx';
import { deletedBy, isStricter, type RetentionName } from './retention-effect.ts';
import { text as all } from './strings.ts';
import type { useSave } from './use-save.ts';

const text = all.retention;
const mega = 1024 * 1024;

interface Question {
  name: RetentionName;
  value: number;
  effect: { count: number; exact: boolean } | null;
}

/** What is deleted by itself. A change that deletes something is asked about first, with how much. */
export function RetentionSection(props: { settings: Settings; saving: ReturnType<typeof useSave> }) {
  const { settings } = props;
  const { save, answerOf } = props.saving;
  const { api } = useLive();
  const [question, setQuestion] = useState<Question | null>(null);
  // Counts up when an answer was no: the fields then take the saved values again.
  const [kept, setKept] = useState(0);

  const change = async (name: RetentionName, value: number | null): Promise<void> => {
    const next = name === 'keepStrays' ? { keepStrays: value ?? 0 } : { [name]: value };
    if (value === null || !isStricter(settings[name], value)) return save(next);
    const effect = await deletedBy(api, { name, value, now: Date.now() }).catch(() => null);
    if (effect?.count === 0) save(next);
    else setQuestion({ name, value, effect });
  };
  const answer = (yes: boolean) => {
    if (yes && question) save({ [question.name]: question.value });
    else setKept((count) => count + 1);
    setQuestion(null);
  };
  const set = (name: RetentionName) => (value: number | null) => void change(name, value);
  return (
    <Section title={text.title} lead={text.lead}>
      <div key={kept}>
        <NumberField
          label={text.keepDays}
          hint={text.keepDaysHint}
          value={settings.keepDays}
          min={0.01}
          decimals={2}
          empty={text.everything}
          answer={answerOf('keepDays')}
          onSave={set('keepDays')}
        />
        <NumberField
          label={text.keepPosts}
          hint={text.keepPostsHint}
          value={settings.keepPosts}
          min={1}
          empty={text.everything}
          answer={answerOf('keepPosts')}
          onSave={set('keepPosts')}
        />
        <NumberField
          label={text.keepSize}
          hint={text.keepSizeHint}
          value={settings.keepBytes === null ? null : settings.keepBytes / mega}
          min={1}
          decimals={1}
          suffix=" MB"
          empty={text.everything}
          answer={answerOf('keepBytes')}
          onSave={(value) => void change('keepBytes', value === null ? null : Math.round(value * mega))}
        />
        <NumberField
          label={text.keepStrays}
          hint={text.keepStraysHint}
          value={settings.keepStrays}
          min={0}
          answer={answerOf('keepStrays')}
          onSave={set('keepStrays')}
        />
      </div>
      <Modal
        opened={question !== null}
        onClose={() => answer(false)}
        title={text.question}
        size={440}
        withCloseButton={false}
      >
        {question?.effect ? text.deletes(question.effect.count, question.effect.exact) : text.deletesSome}{' '}
        {text.forGood}
        <Group justify="flex-end" mt={16} gap={8}>
          <Button data-autofocus onClick={() => answer(false)}>
            {text.no}
          </Button>
          <Button variant="filled" color="red" onClick={() => answer(true)}>
            {text.yes}
          </Button>
        </Group>
      </Modal>
    </Section>
  );
}
