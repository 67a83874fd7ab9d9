import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { VisibleText } from '../../ui/visible-text.tsx';
import table from '../table.module.css';
import { text } from './strings.ts';

const collapsedChars = 240;

/** A value, shortened until it is asked for. */
export function LongValue(props: { value: string }) {
  const [whole, setWhole] = useState(false);
  const { value } = props;
  if (value.length <= collapsedChars) return <VisibleText value={value} />;
  return (
    <>
      <span className={whole ? table.whole : undefined}>
        <VisibleText value={whole ? value : `${value.slice(0, collapsedChars)}…`} />
      </span>
      <UnstyledButton className={table.expand} aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? text.showLess : text.showChars(value.length)}
      </UnstyledButton>
    </>
  );
}
