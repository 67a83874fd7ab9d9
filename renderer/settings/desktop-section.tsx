import { Switch } from '@mantine/core';
import type { Settings } from '../../contract/index.ts';
import { Row, Section } from '../ui/screen.tsx';
import { text } from './strings.ts';

type Switches = 'closeToTray' | 'launchAtLogin' | 'notifyPosts' | 'notifyTunnel';
const switches: readonly Switches[] = ['closeToTray', 'launchAtLogin', 'notifyPosts', 'notifyTunnel'];

/** What only the desktop app can do; in a browser there is nothing to show. */
export function DesktopSection(props: { settings: Settings; save: (change: Partial<Settings>) => void }) {
  if (!window.tapline) return null;
  return (
    <Section title={text.desktop.title}>
      {switches.map((name) => (
        <Row key={name} label={text.desktop[name]} hint={text.desktop.hints[name]}>
          <Switch
            aria-label={text.desktop[name]}
            checked={props.settings[name]}
            onChange={(event) => props.save({ [name]: event.currentTarget.checked })}
          />
        </Row>
      ))}
    </Section>
  );
}
