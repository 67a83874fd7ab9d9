import { Kbd, Modal } from '@mantine/core';
import { type Command, commandGroups, useCommandList } from './commands.tsx';
import { isMac, keyCaps } from './keys.ts';
import css from './shortcuts-sheet.module.css';
import { text } from './strings.ts';

/** The sheet that "?" opens: every key of the views on screen. */
export function ShortcutsSheet(props: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={text.shortcuts}
      size={720}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <ShortcutList />
    </Modal>
  );
}

function ShortcutList() {
  const commands = useCommandList()
    .all()
    .filter((command) => keysOf(command).length > 0);
  const mac = isMac();
  return (
    <div className={css.groups}>
      {commandGroups.map((group) => {
        const members = commands.filter((command) => command.group === group);
        if (members.length === 0) return null;
        return (
          <section key={group} className={css.group}>
            <h3 className={css.title}>{group}</h3>
            <dl className={css.list}>
              {members.map((command) => (
                <div key={command.id} className={css.line}>
                  <dt>{command.title}</dt>
                  <dd>
                    {keysOf(command).map((key) => (
                      <KeyName key={key} name={key} mac={mac} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

function keysOf(command: Command): string[] {
  return [...(command.keys ?? []), ...(command.looseKeys ?? [])];
}

/** One key or several that are pressed together. */
export function KeyName(props: { name: string; mac: boolean }) {
  return (
    <span className={css.key}>
      {keyCaps(props.name, props.mac).map((cap) => (
        <Kbd key={cap} size="xs">
          {cap}
        </Kbd>
      ))}
    </span>
  );
}
