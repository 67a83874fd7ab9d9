import { Tooltip, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconAlertHexagon,
  IconInbox,
  IconKeyboard,
  IconMessages,
  IconSettings,
  IconTarget,
  IconWorldShare,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLive } from './live.tsx';
import css from './side-nav.module.css';
import { text } from './strings.ts';
import { formatView, type Screen } from './view.ts';

const items = [
  { screen: 'inbox', icon: IconInbox },
  { screen: 'conversations', icon: IconMessages },
  { screen: 'incidents', icon: IconAlertHexagon },
  { screen: 'targets', icon: IconTarget },
  { screen: 'tunnel', icon: IconWorldShare },
  { screen: 'settings', icon: IconSettings },
] as const;

/** The screens that can be gone to from anywhere, in the order in which they stand there. */
export const navScreens = items.map(({ screen }) => screen);

/** The screens. Narrow windows show icons alone; the names stay for tooltips and screen readers. */
export function SideNav(props: { screen: Screen; onHelp: () => void }) {
  const { api } = useLive();
  const wide = useMediaQuery('(min-width: 1200px)');
  const version = useQuery(api.query.status.queryOptions({ select: (status) => status.version })).data;
  return (
    <nav className={css.nav} aria-label={text.nav.label}>
      {items.map(({ screen, icon: Icon }) => (
        <Tooltip key={screen} label={text.nav[screen]} position="right" disabled={wide}>
          <a
            className={css.item}
            href={formatView({ screen, postId: null })}
            aria-label={text.nav[screen]}
            aria-current={props.screen === screen ? 'page' : undefined}
          >
            <Icon size={17} stroke={1.6} aria-hidden />
            <span className={css.name}>{text.nav[screen]}</span>
            {screen === 'inbox' ? <Unread /> : null}
          </a>
        </Tooltip>
      ))}
      <span className={css.space} />
      <Tooltip label={`${text.shortcuts} (?)`} position="right" disabled={wide}>
        <UnstyledButton className={css.item} aria-label={text.shortcuts} onClick={props.onHelp}>
          <IconKeyboard size={17} stroke={1.6} aria-hidden />
          <span className={css.name}>Shortcuts</span>
        </UnstyledButton>
      </Tooltip>
      <span className={css.version}>{version ? `v${version}` : ''}</span>
    </nav>
  );
}

/** How many posts nobody opened yet. */
function Unread() {
  const { api } = useLive();
  const unread = useQuery(api.query.status.queryOptions({ select: (status) => status.unread })).data;
  if (!unread) return null;
  const shown = unread > 999 ? '999+' : unread;
  return (
    // A new element for each number: one that grows to the left would count as moved.
    <span key={shown} className={css.count} aria-hidden>
      {shown}
    </span>
  );
}
