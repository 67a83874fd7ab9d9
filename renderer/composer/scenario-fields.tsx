import { NumberInput, Select, Switch, TagsInput } from '@mantine/core';
import css from './composer.module.css';
import type { ComposerDraft } from './composer-draft.ts';
import { text } from './strings.ts';

/** How often it is sent, and when. */
export function ScenarioFields(props: { draft: ComposerDraft; onChange: (part: Partial<ComposerDraft>) => void }) {
  const { draft, onChange } = props;
  const number = (label: string, name: 'count' | 'rate' | 'times' | 'gapMs' | 'afterSeconds') => (
    <NumberInput
      label={label}
      value={draft[name]}
      min={0}
      clampBehavior="none"
      hideControls
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <>
      <Select
        label={text.how}
        description={text.howHints[draft.how]}
        data={Object.entries(text.hows).map(([value, label]) => ({ value, label }))}
        value={draft.how}
        onChange={(value) => {
          const how = value as ComposerDraft['how'] | null;
          if (how) onChange({ how, ...(how === 'statuses' ? { kind: 'status', values: {} } : {}) });
        }}
      />
      {draft.how === 'burst' ? (
        <div className={css.pair}>
          {number(text.count, 'count')}
          {number(text.rate, 'rate')}
        </div>
      ) : draft.how === 'duplicates' ? (
        <div className={css.pair}>
          {number(text.times, 'times')}
          {number(text.gap, 'gapMs')}
        </div>
      ) : draft.how === 'late' ? (
        number(text.after, 'afterSeconds')
      ) : draft.how === 'statuses' ? (
        <>
          <TagsInput
            label={text.values}
            description={text.valuesHint}
            value={[...draft.statuses]}
            allowDuplicates
            onChange={(statuses) => onChange({ statuses })}
          />
          <div className={css.pair}>
            {number(text.gap, 'gapMs')}
            <Switch
              size="xs"
              mt={26}
              label={text.shuffled}
              checked={draft.shuffled}
              onChange={(event) => onChange({ shuffled: event.currentTarget.checked })}
            />
          </div>
        </>
      ) : null}
    </>
  );
}
