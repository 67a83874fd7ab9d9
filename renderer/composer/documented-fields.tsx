import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import type { DialectInfo, DocumentedField } from '../../contract/index.ts';
import { PairRows } from '../ui/pair-rows.tsx';
import css from './composer.module.css';
import { type ComposerDraft, fieldsOf } from './composer-draft.ts';
import { text } from './strings.ts';

const words = { first: text.newName, second: text.newValue, remove: text.removeNew, add: text.addField };

/** Each documented field with its sample value, and fields of the user's own. */
export function DocumentedFields(props: {
  draft: ComposerDraft;
  dialects: readonly DialectInfo[];
  onChange: (part: Partial<ComposerDraft>) => void;
}) {
  const { draft, onChange } = props;
  const put = (name: string, value: string | null) => onChange({ values: { ...draft.values, [name]: value } });
  return (
    <fieldset className={css.fields}>
      <legend className={css.label}>{text.fields}</legend>
      {fieldsOf(draft, props.dialects).map((field) =>
        field.secret && !draft.credentials ? null : (
          <FieldLine
            key={field.name}
            field={field}
            value={draft.values[field.name] === undefined ? field.sample : (draft.values[field.name] ?? null)}
            onChange={(value) => put(field.name, value)}
          />
        ),
      )}
      <PairRows
        pairs={draft.added.map(({ name, value }) => [name, value])}
        words={words}
        row={css.field}
        onChange={(pairs) => onChange({ added: pairs.map(([name, value]) => ({ name, value })) })}
      />
    </fieldset>
  );
}

function FieldLine(props: {
  field: DocumentedField;
  /** Null when it is left out. */
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { field, value } = props;
  const { name, sample } = field;
  const label = value === null ? `${text.leaveOut(name)}: ${text.leftOut}` : text.leaveOut(name);
  return (
    <div className={css.field}>
      <Tooltip label={field.meaning} disabled={field.meaning === null} multiline maw={320}>
        <span className={css.name} data-out={value === null || undefined}>
          {name}
        </span>
      </Tooltip>
      {value === null ? (
        <span className={css.out}>{text.leftOut}</span>
      ) : (
        <TextInput
          aria-label={text.fieldValue(name)}
          value={value}
          spellCheck={false}
          classNames={{ input: css.mono }}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
      )}
      <Tooltip label={label}>
        <ActionIcon aria-label={label} onClick={() => props.onChange(value === null ? sample : null)}>
          {value === null ? <IconArrowBackUp size={15} stroke={1.7} /> : <IconX size={14} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
