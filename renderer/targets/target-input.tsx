import { Autocomplete } from '@mantine/core';
import { parseRecent } from '../replay/targets.ts';
import { readStored } from '../ui/stored.ts';
import css from './form.module.css';
import { formText as text } from './strings.ts';
import { targetFault } from './target-draft.ts';
import { useTargets } from './use-targets.ts';

/** Asks for a target: one of the names, one used lately, or any URL. Empty is what is set elsewhere. */
export function TargetInput(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  hideLabel?: boolean;
  placeholder?: string;
}) {
  const { targets } = useTargets();
  const names = targets.map(({ name }) => name);
  const recent = parseRecent(readStored('targets')).filter((each) => !names.includes(each));
  return (
    <Autocomplete
      size="xs"
      w="100%"
      {...(props.hideLabel ? { 'aria-label': props.label } : { label: props.label })}
      placeholder={props.placeholder ?? text.asSet}
      data={[...names, ...recent]}
      value={props.value}
      spellCheck={false}
      classNames={{ input: css.mono }}
      error={targetFault(props.value, targets)}
      comboboxProps={{ withinPortal: true }}
      onChange={props.onChange}
      onBlur={props.onLeave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && props.onLeave) event.currentTarget.blur();
      }}
    />
  );
}
