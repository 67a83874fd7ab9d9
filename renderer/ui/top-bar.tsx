import { Button, Kbd } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { JobsChip } from '../replay/jobs-chip.tsx';
import { EndpointRulesChip } from '../settings/endpoint-rules-chip.tsx';
import { TunnelStatus } from '../tunnel/tunnel-status.tsx';
import { useCommands } from './commands.tsx';
import { isMac } from './keys.ts';
import { openPalette } from './palette-host.tsx';
import { text } from './strings.ts';
import { TestPostButton } from './test-post-button.tsx';
import css from './top-bar.module.css';
import { useUrls } from './use-urls.ts';

/** Name, tunnel, the two URLs that go into the platform, test posts and the palette. */
export function TopBar(props: { onOpenPost: (id: number) => void }) {
  const urls = useUrls();
  useCommands([
    { id: 'copy-callback', group: 'URLs', title: text.copyCallback, keys: ['y'], run: urls.copyCallback },
    { id: 'copy-status', group: 'URLs', title: text.copyStatus, keys: ['Y'], run: urls.copyStatus },
  ]);
  return (
    <header className={css.bar}>
      <h1 className={css.product}>
        <svg viewBox="0 0 32 32" width="18" height="18" aria-hidden="true">
          <path
            d="M3 17h8l3-9 5 17 4-8h6"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        {text.product}
      </h1>
      <TunnelStatus tunnel={urls.tunnel} status={urls.status} />
      <EndpointRulesChip />
      <JobsChip />
      <div className={css.buttons}>
        <CopyUrl label={text.copyCallback} disabled={!urls.callback} onClick={urls.copyCallback} />
        <CopyUrl label={text.copyStatus} disabled={!urls.statusUrl} onClick={urls.copyStatus} />
        <TestPostButton onOpenPost={props.onOpenPost} />
        <Button aria-label={text.palette} title={text.palette} variant="default" px={8} onClick={openPalette}>
          <Kbd size="xs" className={css.kbd}>
            {isMac() ? '⌘' : 'Ctrl '}K
          </Kbd>
        </Button>
      </div>
    </header>
  );
}

function CopyUrl(props: { label: string; disabled: boolean; onClick: () => void }) {
  const [verb = '', ...rest] = props.label.split(' ');
  const name = rest.join(' ');
  return (
    <Button
      aria-label={props.label}
      leftSection={<IconCopy size={14} stroke={1.7} />}
      disabled={props.disabled}
      onClick={props.onClick}
      px={10}
    >
      <span className={css.wide}>{verb}&nbsp;</span>
      <span className={css.name}>{name}</span>
    </Button>
  );
}
