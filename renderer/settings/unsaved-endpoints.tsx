import { Button } from '@mantine/core';
import { useState } from 'react';
import { Bar } from '../ui/bar.tsx';
import css from './endpoints-table.module.css';
import { text as all } from './strings.ts';
import { useKeptDraft } from './use-endpoints-draft.ts';

const text = all.endpoints;

/** The element that holds the endpoints. */
export const endpointsId = 'endpoints';

/** Says, to whoever comes back to the settings, that the endpoints were left with changes that are not saved. */
export function UnsavedEndpoints() {
  const [kept] = useKeptDraft();
  // While one edits them, the table itself says so.
  const [cameBack] = useState(kept !== null);
  if (!cameBack || kept === null) return null;
  const find = () => document.getElementById(endpointsId)?.scrollIntoView({ block: 'center' });
  return (
    <div className={css.cameBack}>
      <Bar tone="warn" actions={<Button onClick={find}>{text.find}</Button>}>
        {text.left}
      </Bar>
    </div>
  );
}
