import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A number that is saved when the field is left or Enter is pressed. With `empty`, no number is a value too. */
export function NumberField(props: {
  label: string;
  value: number | null;
  min: number;
  max?: number;
  decimals?: number;
  suffix?: string;
  empty?: string;
  onSave: (value: number | null) => void;
}) {
  const [draft, setDraft] = useState<number | string>(props.value ?? '');
  useEffect(() => setDraft(props.value ?? ''), [props.value]);
  const leave = () => {
    const next = draft === '' ? null : Number(draft);
    if (next === props.value) return;
    if (
      next === null ? props.empty === undefined : !(next >= props.min && next <= (props.max ?? Number.MAX_SAFE_INTEGER))
    ) {
      setDraft(props.value ?? '');
      return;
    }
    props.onSave(next);
  };
  return (
    <NumberInput
      w={160}
      aria-label={props.label}
      placeholder={props.empty}
      value={draft}
      min={props.min}
      max={props.max}
      clampBehavior="blur"
      decimalScale={props.decimals ?? 0}
      suffix={props.suffix}
      thousandSeparator=","
      hideControls
      onChange={setDraft}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
