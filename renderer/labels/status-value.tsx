import { Popover, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { VisibleText } from '../ui/visible-text.tsx';
import { LabelForm } from './label-form.tsx';
import css from './label-tag.module.css';
import { Tag } from './label-tag.tsx';
import { text } from './strings.ts';
import { useStatusLabel } from './use-status-label.ts';

/**
 * A status value as it came, with the user's label beside it; pressing it says what it means.
 * @param props.bare leaves the value out, for places that show it themselves
 */
export function StatusValue(props: { dialect: string | null; status: string; bare?: boolean }) {
  const { dialect, status } = props;
  const label = useStatusLabel(props);
  const value = props.bare ? null : <VisibleText value={status} oneLine />;
  if (dialect === null) return value;
  return (
    <LabelPopover dialect={dialect} status={status} named={props.bare === true}>
      {value}
      {label ? <Tag label={label} /> : <span className={css.add}>label</span>}
    </LabelPopover>
  );
}

/**
 * A button that opens the form for a status value's label.
 * @param props.named false where what stands in the button, the value itself, is its name
 */
export function LabelPopover(props: { dialect: string; status: string; named?: boolean; children: ReactNode }) {
  const { dialect, status } = props;
  const label = useStatusLabel(props);
  const [open, setOpen] = useState(false);
  const name = label ? text.edit(status) : text.label(status);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withinPortal shadow="md" position="bottom-start" returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={css.button}
          aria-label={props.named === false ? undefined : name}
          title={name}
          onClick={() => setOpen(!open)}
        >
          {props.children}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={name}>
        <LabelForm dialect={dialect} status={status} label={label} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
