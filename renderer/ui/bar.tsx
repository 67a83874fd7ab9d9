import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './bar.module.css';
import { text } from './strings.ts';

/** One line across the window: an alarm, a warning or a notice. Alarms cannot be dismissed, they end with their cause. */
export function Bar(props: {
  tone: 'bad' | 'warn' | 'info';
  children: ReactNode;
  actions?: ReactNode;
  onDismiss?: () => void;
}) {
  const Icon = props.tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={css.bar} data-tone={props.tone} role={props.tone === 'bad' ? 'alert' : undefined}>
      <Icon size={16} stroke={1.8} className={css.icon} aria-hidden />
      <div className={css.text}>{props.children}</div>
      {props.actions ? <div className={css.actions}>{props.actions}</div> : null}
      {props.onDismiss ? (
        <ActionIcon aria-label={text.dismiss} size={22} onClick={props.onDismiss}>
          <IconX size={14} />
        </ActionIcon>
      ) : null}
    </div>
  );
}
