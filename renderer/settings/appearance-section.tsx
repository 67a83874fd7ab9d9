import { SegmentedControl } from '@mantine/core';
import type { Settings } from '../../contract/index.ts';
import { Section } from '../ui/screen.tsx';
import { SettingRow } from './setting-row.tsx';
import { text as all } from './strings.ts';
import type { useSave } from './use-save.ts';

const text = all.appearance;

/** How the inspector looks: colours, rows, times. */
export function AppearanceSection(props: { settings: Settings; saving: ReturnType<typeof useSave> }) {
  return (
    <Section title={text.title}>
      <Choice {...props} name="theme" label={text.theme} words={text.themes} />
      <Choice {...props} name="density" label={text.density} hint={text.densityHint} words={text.densities} />
      <Choice {...props} name="zone" label={text.zone} hint={text.zoneHint} words={text.zones} />
    </Section>
  );
}

function Choice<Name extends 'theme' | 'density' | 'zone'>(props: {
  settings: Settings;
  saving: ReturnType<typeof useSave>;
  name: Name;
  label: string;
  hint?: string;
  words: Record<Settings[Name], string>;
}) {
  const { name, words, saving } = props;
  const data = Object.entries<string>(words).map(([value, label]) => ({ value, label }));
  return (
    <SettingRow label={props.label} {...(props.hint ? { hint: props.hint } : {})} answer={saving.answerOf(name)}>
      <SegmentedControl
        aria-label={props.label}
        data={data}
        value={props.settings[name]}
        onChange={(value) => saving.save({ [name]: value })}
      />
    </SettingRow>
  );
}
