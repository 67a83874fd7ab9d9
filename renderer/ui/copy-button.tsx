import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { text } from './strings.ts';
import { copyText } from './toast.ts';

/** A small icon that copies one value. `label` is its accessible name, `what` ends the sentence "Copied …". */
export function CopyButton(props: { value: string | (() => string); label: string; what: string; className?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1400);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    const value = typeof props.value === 'string' ? props.value : props.value();
    setDone(await copyText(value, text.copied(props.what)));
  };
  return (
    <Tooltip label={props.label}>
      <ActionIcon aria-label={props.label} size={22} className={props.className} onClick={() => void copy()}>
        {done ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.6} />}
      </ActionIcon>
    </Tooltip>
  );
}
