import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { holdView } from '../ui/view.ts';
import css from './form.module.css';
import { text } from './strings.ts';

/**
 * A dialog with a form. With changes in it, neither Escape nor a click beside it nor going back throws them away: it says how
 * they are kept, and how not. Its own buttons close it at once.
 */
export function FormModal(props: {
  title: string;
  /** Width in pixels. */
  size: number;
  closeLabel: string;
  isChanged: boolean;
  /** How changes are kept, and how not; that of a dialog that saves when this is not given. */
  kept?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { isChanged, onClose } = props;
  const [told, setTold] = useState(false);
  useEffect(() => (isChanged ? holdView(() => setTold(true)) : undefined), [isChanged]);
  return (
    <Modal
      opened
      onClose={isChanged ? () => setTold(true) : onClose}
      title={props.title}
      size={props.size}
      closeButtonProps={{ 'aria-label': props.closeLabel, onClick: onClose }}
    >
      {props.children}
      <p className={css.kept} role="alert">
        {told && isChanged ? (props.kept ?? text.notSaved) : null}
      </p>
    </Modal>
  );
}
