import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FieldFlag } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import { FieldFlags } from './field-flags.tsx';
import type { FieldRow } from './field-rows.ts';
import { FieldValue } from './field-value.tsx';
import css from './fields-tab.module.css';
import { detailText, fieldText, sourceWords, text } from './strings.ts';
import table from './table.module.css';
import type { FieldReading } from './use-readings.ts';

// What the value, the source and the meaning say already needs no flag beside it.
const silent: readonly FieldFlag[] = ['no-equals', 'empty', 'unknown', 'file'];

/** A field that came. Its details unfold beneath it. */
export function FieldLine(props: {
  row: Extract<FieldRow, { type: 'field' }>;
  shown: boolean;
  marked: boolean;
  open: boolean;
  readings: readonly FieldReading[];
  /** What stands beside the value: the label of a status. */
  label: ReactNode;
  onToggle: () => void;
  onDetails: () => void;
}) {
  const { field, findings, key } = props.row;
  // The bytes of a file are no text; they are saved from the body.
  const isFile = field.flags.includes('file');
  const readable = field.value !== null && !isFile && (!field.secret || props.shown);
  return (
    <tr data-key={key} data-marked={props.marked || undefined} data-open={props.open || undefined}>
      <th scope="row" className={css.name}>
        <UnstyledButton
          className={css.unfold}
          aria-expanded={props.open}
          aria-label={detailText.details(field.name)}
          onClick={props.onDetails}
        >
          <IconChevronRight size={13} stroke={2} aria-hidden />
        </UnstyledButton>
        <VisibleText value={field.name} />
      </th>
      <td>
        <div className={table.cell}>
          <span className={css.labelled}>
            <FieldValue field={field} shown={props.shown} onToggle={props.onToggle} />
            {props.label}
          </span>
          {readable ? (
            <CopyButton
              className={table.copy}
              value={field.value ?? ''}
              label={text.copyValue(field.name)}
              what={`the value of ${field.name}`}
            />
          ) : null}
        </div>
        <FieldFlags
          flags={field.flags.filter((flag) => !silent.includes(flag))}
          findings={findings}
          differing={props.readings.filter(({ note }) => note !== null)}
          onDetails={props.onDetails}
        />
      </td>
      <td className={css.source}>{sourceWords[field.source]}</td>
      <td className={css.meaning}>
        {field.meaning ?? (field.documented ? fieldText.documentedPlain : <em>{fieldText.undocumented}</em>)}
      </td>
    </tr>
  );
}

/** A documented field that did not come. */
export function MissingLine(props: { row: Extract<FieldRow, { type: 'missing' }>; marked: boolean }) {
  const { documented, findings, key } = props.row;
  return (
    <tr data-key={key} data-marked={props.marked || undefined} className={css.missing}>
      <th scope="row" className={css.name}>
        {documented.name}
      </th>
      <td>
        <span className={table.state}>{fieldText.missing}</span>
        {documented.optional ? <span className={css.optional}> {fieldText.optional}</span> : null}
        <FieldFlags flags={[]} findings={findings.filter((each) => each.code !== 'missing-field')} />
      </td>
      <td />
      <td className={css.meaning}>{documented.meaning ?? fieldText.documentedPlain}</td>
    </tr>
  );
}
