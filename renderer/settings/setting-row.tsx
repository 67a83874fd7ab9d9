import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Row } from '../ui/screen.tsx';
import css from './setting-row.module.css';
import { text } from './strings.ts';
import type { Answer } from './use-save.ts';

/** One setting: what it is, its control, and whether the last change of it was saved. */
export function SettingRow(props: {
  label: string;
  hint?: string;
  answer: Answer | null;
  /** What is wrong with what stands in the field; it is not sent. */
  fault?: string | null;
  children: ReactNode;
}) {
  const { answer } = props;
  const fault = props.fault ?? (answer?.state === 'failed' ? (answer.message ?? text.notSaved) : null);
  return (
    <Row label={props.label} {...(props.hint ? { hint: props.hint } : {})}>
      {props.children}
      <span className={css.answer} role="status" data-bad={fault !== null || undefined}>
        {fault !== null ? (
          `${text.notSaved} ${fault}`
        ) : answer?.state === 'saved' ? (
          <>
            <IconCheck size={13} stroke={2.2} aria-hidden />
            {text.savedShort}
          </>
        ) : answer?.state === 'saving' ? (
          text.saving
        ) : null}
      </span>
    </Row>
  );
}
