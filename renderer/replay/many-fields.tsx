import { Input, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { ExpectationFields } from '../targets/expectation-fields.tsx';
import css from '../targets/form.module.css';
import { expectationFault } from '../targets/target-draft.ts';
import { TargetInput } from '../targets/target-input.tsx';
import type { ManyDraft } from './many-draft.ts';
import { manyText as text } from './strings.ts';

/** Where to, in which order, how fast, and what is expected. */
export function ManyFields(props: { draft: ManyDraft; onChange: (draft: ManyDraft) => void }) {
  const { draft, onChange } = props;
  const set = (part: Partial<ManyDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <TargetInput label={text.target} value={draft.target} onChange={(target) => set({ target })} />
      <div className={css.wide}>
        <Choice
          label={text.order}
          value={draft.together ? 'together' : 'order'}
          data={[
            { value: 'order', label: text.inOrder },
            { value: 'together', label: text.together },
          ]}
          onChange={(value) => set({ together: value === 'together' })}
        />
        {draft.together ? (
          <NumberInput
            label={text.concurrency}
            description={text.concurrencyHint}
            value={draft.concurrency}
            min={1}
            max={64}
            clampBehavior="none"
            onChange={(concurrency) => set({ concurrency })}
          />
        ) : null}
      </div>
      <div className={css.wide}>
        <Choice
          label={text.pace}
          value={draft.pace}
          data={[
            { value: 'fast', label: text.fast },
            { value: 'rate', label: text.rate },
            { value: 'spaced', label: text.spaced },
          ]}
          onChange={(value) => set({ pace: value as ManyDraft['pace'] })}
        />
        {draft.pace === 'rate' ? (
          <NumberInput
            label={text.rateUnit}
            value={draft.rate}
            min={0}
            clampBehavior="none"
            onChange={(rate) => set({ rate })}
          />
        ) : draft.pace === 'spaced' ? (
          <NumberInput
            label={text.speed}
            description={text.speedHint}
            value={draft.speed}
            min={0}
            clampBehavior="none"
            onChange={(speed) => set({ speed })}
          />
        ) : null}
      </div>
      <Switch
        size="xs"
        label={text.expect}
        description={text.expectHint}
        checked={draft.checked}
        onChange={(event) => set({ checked: event.currentTarget.checked })}
      />
      {draft.checked ? (
        <ExpectationFields
          value={draft.expect}
          fault={expectationFault(draft.expect)}
          onChange={(expect) => set({ expect })}
        />
      ) : null}
    </>
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <Input.Wrapper label={props.label} size="xs" labelElement="div">
      <SegmentedControl
        aria-label={props.label}
        fullWidth
        value={props.value}
        data={props.data}
        onChange={props.onChange}
      />
    </Input.Wrapper>
  );
}
