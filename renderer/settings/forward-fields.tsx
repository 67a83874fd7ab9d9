import { Select, TextInput } from '@mantine/core';
import type { ForwardRule } from '../../contract/index.ts';
import css from '../targets/form.module.css';
import { forwardText } from '../targets/strings.ts';
import { TargetInput } from '../targets/target-input.tsx';
import { Numeric } from './response-fields.tsx';
import { text as all } from './strings.ts';

const text = all.rule;
const modes = ['off', 'queue', 'pass-through'] as const;

/** True for statuses as they are written: `200`, `2xx`, with commas between. */
export function isStatusList(value: string): boolean {
  return /^\s*[1-5](\d\d|xx)(\s*,\s*[1-5](\d\d|xx))*\s*$/i.test(value);
}

/** How the posts of an endpoint are passed on. */
export function ForwardFields(props: { rule: ForwardRule; onChange: (rule: ForwardRule) => void }) {
  const { rule, onChange } = props;
  const set = (part: Partial<ForwardRule>) => onChange({ ...rule, ...part });
  return (
    <>
      <Select
        label={text.mode}
        description={forwardText.modeHints[rule.mode]}
        data={modes.map((mode) => ({ value: mode, label: forwardText.modes[mode] }))}
        value={rule.mode}
        onChange={(mode) => mode && set({ mode: mode as ForwardRule['mode'] })}
      />
      <TargetInput
        label={text.target}
        placeholder={text.targetPlaceholder}
        value={rule.target ?? ''}
        onChange={(target) => set({ target: target === '' ? null : target })}
      />
      <div className={css.pair}>
        <TextInput
          label={text.accept}
          description={text.acceptHint}
          value={rule.accept}
          error={isStatusList(rule.accept) ? null : text.acceptBad}
          onChange={(event) => set({ accept: event.currentTarget.value })}
        />
        <Numeric
          label={text.attempts}
          hint={text.attemptsHint}
          value={rule.attempts}
          onChange={(attempts) => set({ attempts })}
        />
      </div>
      {rule.mode === 'pass-through' ? (
        <Numeric
          label={text.fallback}
          hint={text.fallbackHint}
          value={rule.fallbackAfterMs / 1000}
          decimals={1}
          onChange={(seconds) => set({ fallbackAfterMs: Math.round(seconds * 1000) })}
        />
      ) : null}
    </>
  );
}
