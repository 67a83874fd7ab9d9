import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { SettingRow } from './setting-row.tsx';
import { text } from './strings.ts';
import type { Answer } from './use-save.ts';

/** A number that is saved when the field is left or Enter is pressed. With `empty`, no number is a value too. */
export function NumberField(props: {
  label: string;
  hint?: string;
  value: number | null;
  min: number;
  max?: number;
  decimals?: number;
  suffix?: string;
  empty?: string;
  answer: Answer | null;
  onSave: (value: number | null) => void;
}) {
  const { value, min, max = Number.MAX_SAFE_INTEGER } = props;
  const [draft, setDraft] = useState<number | string>(value ?? '');
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => setDraft(value ?? ''), [value]);
  const leave = () => {
    const next = draft === '' ? null : Number(draft);
    if (next === value) {
      setFault(null);
    } else if (next === null ? props.empty === undefined : !(next >= min && next <= max)) {
      setFault(text.between(min, props.max ?? null));
    } else {
      setFault(null);
      // What was typed stands until the answer is there; a question that is answered with no brings the old value back.
      props.onSave(next);
    }
  };
  return (
    <SettingRow label={props.label} {...(props.hint ? { hint: props.hint } : {})} answer={props.answer} fault={fault}>
      <NumberInput
        w={160}
        aria-label={props.label}
        placeholder={props.empty}
        value={draft}
        min={min}
        max={props.max}
        clampBehavior="none"
        decimalScale={props.decimals ?? 0}
        suffix={props.suffix}
        thousandSeparator=","
        hideControls
        error={fault !== null}
        onChange={setDraft}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') {
            setDraft(value ?? '');
            setFault(null);
          }
        }}
      />
    </SettingRow>
  );
}
