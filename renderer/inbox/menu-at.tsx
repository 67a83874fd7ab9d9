import { Menu } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import css from './menu-at.module.css';

/** A place in the window, in pixels. */
export interface Place {
  x: number;
  y: number;
}

/** A menu at a place instead of a button. The focus goes back to where it was. */
export function MenuAt(props: { at: Place; label: string; onClose: () => void; children: ReactNode }) {
  const before = useRef(document.activeElement);
  useEffect(() => {
    const element = before.current;
    return () => {
      if (element instanceof HTMLElement && document.activeElement === document.body) element.focus();
    };
  }, []);
  return (
    <Menu
      opened
      onChange={(opened) => {
        if (!opened) props.onClose();
      }}
      position="bottom-start"
      offset={2}
      returnFocus
      // Not "keydown", which is there by default: the key that opens the menu would close it at once.
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={css.place}
          style={{ left: props.at.x, top: props.at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={props.label} className={css.menu} onContextMenu={(event) => event.preventDefault()}>
        {props.children}
      </Menu.Dropdown>
    </Menu>
  );
}
