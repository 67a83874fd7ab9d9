import { useEffect, useState } from 'react';
import { useLab } from '../replay/lab-context.ts';
import { targetFault, targetMeant } from '../targets/target-draft.ts';
import { TargetInput } from '../targets/target-input.tsx';
import { useTargets } from '../targets/use-targets.ts';

/** A target, by name or URL, that is checked and saved when the field is left; empty is none. */
export function TargetField(props: { label: string; value: string | null; onSave: (value: string | null) => void }) {
  const lab = useLab();
  const { targets } = useTargets();
  const [draft, setDraft] = useState(props.value ?? '');
  useEffect(() => setDraft(props.value ?? ''), [props.value]);
  const leave = async () => {
    if (targetFault(draft, targets) !== null) return;
    const next = targetMeant(draft, targets);
    if (next === props.value) return;
    if (await lab.allow(next ?? '')) props.onSave(next);
    else setDraft(props.value ?? '');
  };
  return (
    <TargetInput
      hideLabel
      label={props.label}
      placeholder="http://localhost:8080"
      value={draft}
      onChange={setDraft}
      onLeave={() => void leave()}
    />
  );
}
