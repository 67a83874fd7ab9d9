import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { completeTarget, isTarget } from '../replay/targets.ts';
import { text } from './strings.ts';

/** A target that is checked and saved when the field is left; empty is none. */
export function TargetField(props: { label: string; value: string | null; onSave: (value: string | null) => void }) {
  const [draft, setDraft] = useState(props.value ?? '');
  const [bad, setBad] = useState(false);
  useEffect(() => setDraft(props.value ?? ''), [props.value]);
  const leave = () => {
    const next = completeTarget(draft);
    if (next !== '' && !isTarget(next)) {
      setBad(true);
      return;
    }
    if ((next || null) !== props.value) props.onSave(next || null);
  };
  return (
    <TextInput
      w="100%"
      aria-label={props.label}
      placeholder="http://localhost:8080"
      spellCheck={false}
      value={draft}
      error={bad ? text.targetBad : null}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        setBad(false);
      }}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
