import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconPlus, IconX } from '@tabler/icons-react';
import type { DialectInfo, DocumentedField } from '../../contract/index.ts';
import css from './composer.module.css';
import { type ComposerDraft, fieldsOf } from './composer-draft.ts';
import { text } from './strings.ts';

/** Each documented field with its sample value, and fields of the user's own. */
export function DocumentedFields(props: {
  draft: ComposerDraft;
  dialects: readonly DialectInfo[];
  onChange: (part: Partial<ComposerDraft>) => void;
}) {
  const { draft, onChange } = props;
  const { added } = draft;
  const put = (name: string, value: string | null) => onChange({ values: { ...draft.values, [name]: value } });
  const changeNew = (index: number, part: Partial<(typeof added)[number]>) =>
    onChange({ added: added.map((each, at) => (at === index ? { ...each, ...part } : each)) });
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
      {added.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names are what is edited
        <div key={index} className={css.field}>
          <TextInput
            aria-label={text.newName(index + 1)}
            value={name}
            spellCheck={false}
            classNames={{ input: css.mono }}
            onChange={(event) => changeNew(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={text.newValue(index + 1)}
            value={value}
            spellCheck={false}
            classNames={{ input: css.mono }}
            onChange={(event) => changeNew(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={text.removeNew(index + 1)}
            onClick={() => onChange({ added: added.filter((_, at) => at !== index) })}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        px={6}
        className={css.add}
        leftSection={<IconPlus size={13} />}
        onClick={() => onChange({ added: [...added, { name: '', value: '' }] })}
      >
        {text.addField}
      </Button>
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
