import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useCommandList } from './commands.tsx';
import css from './shortcuts-sheet.module.css';
import { text } from './strings.ts';

const glyphs: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', Enter: '↵' };
const isMac = () => /mac/i.test(window.tapline?.platform ?? navigator.platform);

/** The sheet that "?" opens: every key of the views on screen. */
export function ShortcutsSheet(props: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={text.shortcuts}
      size={420}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <ShortcutList />
    </Modal>
  );
}

function ShortcutList() {
  const commands = useCommandList()
    .all()
    .filter((command) => command.keys?.length);
  return (
    <dl className={css.list}>
      {commands.map((command) => (
        <Fragment key={command.id}>
          <dt>{command.title}</dt>
          <dd>
            {[...(command.keys ?? []), ...(command.looseKeys ?? [])].map((key) => (
              <Kbd key={key} size="sm">
                {glyphs[key] ?? key}
              </Kbd>
            ))}
          </dd>
        </Fragment>
      ))}
      <dt>{text.palette}</dt>
      <dd>
        <Kbd size="sm">{isMac() ? '⌘' : 'Ctrl'}</Kbd>
        <Kbd size="sm">K</Kbd>
      </dd>
    </dl>
  );
}
