import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FieldFlag, Finding } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import type { FieldRow } from './field-rows.ts';
import { FieldValue } from './field-value.tsx';
import css from './fields-tab.module.css';
import { fieldText, flagWords, sourceWords, text } from './strings.ts';

// What the value, the source and the meaning say already needs no flag beside it.
const silent: readonly FieldFlag[] = ['no-equals', 'empty', 'unknown', 'file'];

/** A field that came. */
export function FieldLine(props: { row: Extract<FieldRow, { type: 'field' }>; shown: boolean; onToggle: () => void }) {
  const { field, findings, key } = props.row;
  const readable = field.value !== null && (!field.secret || props.shown);
  return (
    <tr data-key={key}>
      <th scope="row" className={css.name}>
        <VisibleText value={field.name} />
      </th>
      <td>
        <div className={css.valueCell}>
          <FieldValue field={field} shown={props.shown} onToggle={props.onToggle} />
          {readable ? (
            <CopyButton
              className={css.copy}
              value={field.value ?? ''}
              label={text.copyValue(field.name)}
              what={`the value of ${field.name}`}
            />
          ) : null}
        </div>
        <Flags flags={field.flags.filter((flag) => !silent.includes(flag))} findings={findings} />
      </td>
      <td className={css.source}>{sourceWords[field.source]}</td>
      <td className={css.meaning}>
        {field.meaning ?? (field.documented ? fieldText.documentedPlain : <em>{fieldText.undocumented}</em>)}
      </td>
    </tr>
  );
}

/** A documented field that did not come. */
export function MissingLine(props: { row: Extract<FieldRow, { type: 'missing' }> }) {
  const { documented, findings, key } = props.row;
  return (
    <tr data-key={key} className={css.missing}>
      <th scope="row" className={css.name}>
        {documented.name}
      </th>
      <td>
        <span className={css.state}>{fieldText.missing}</span>
        {documented.optional ? <span className={css.optional}> {fieldText.optional}</span> : null}
        <Flags flags={[]} findings={findings.filter((each) => each.code !== 'missing-field')} />
      </td>
      <td />
      <td className={css.meaning}>{documented.meaning ?? fieldText.documentedPlain}</td>
    </tr>
  );
}

function Flags(props: { flags: readonly FieldFlag[]; findings: readonly Finding[] }) {
  if (props.flags.length === 0 && props.findings.length === 0) return null;
  const worst = props.findings.some((each) => each.severity === 'error') ? 'error' : props.findings[0]?.severity;
  const label = props.findings.map((each) => each.sentence).join(' ');
  return (
    <div className={css.flags}>
      {props.findings.length > 0 ? (
        <Tooltip label={label} multiline maw={380}>
          <span className={css.flag} data-severity={worst} role="img" aria-label={label}>
            <IconAlertTriangle size={12} />
          </span>
        </Tooltip>
      ) : null}
      {props.flags.map((flag) => (
        <span key={flag} className={css.flag}>
          {flagWords[flag]}
        </span>
      ))}
    </div>
  );
}
