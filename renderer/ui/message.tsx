import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { faultOf } from '../api.ts';
import css from './message.module.css';
import { text } from './strings.ts';

/** A quiet message in the middle of an otherwise empty place. */
export function Message(props: { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={css.message}>
      {props.icon ? <div className={css.icon}>{props.icon}</div> : null}
      <h2 className={css.title}>{props.title}</h2>
      {props.children ? <div className={css.body}>{props.children}</div> : null}
      {props.actions ? <div className={css.actions}>{props.actions}</div> : null}
    </div>
  );
}

/** Something could not be read: what, why in the core's words, and a way to try again. */
export function Failure(props: { title: string; error: unknown; onRetry: () => void }) {
  return (
    <div role="alert">
      <Message title={props.title} actions={<Button onClick={props.onRetry}>{text.retry}</Button>}>
        {faultOf(props.error).message}
      </Message>
    </div>
  );
}
