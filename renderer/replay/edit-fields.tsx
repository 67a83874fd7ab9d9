import { ActionIcon, Button, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { memo, useCallback, useRef, useState } from 'react';
import type { Field, Post } from '../../contract/index.ts';
import { maskText } from '../post/mask.ts';
import { sourceWords } from '../post/strings.ts';
import { PairRows } from '../ui/pair-rows.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './edit-dialog.module.css';
import { type FieldChanges, isEditable, isRemovable, placeForNew } from './field-edits.ts';
import { withEndsOf, withPlainEnds } from './line-ends.ts';
import { text as all } from './strings.ts';

const text = all.edit;

const words = {
  first: text.newName,
  second: text.newValue,
  remove: text.removeNew,
  add: text.add,
  firstPlaceholder: text.namePlaceholder,
  secondPlaceholder: text.valuePlaceholder,
};

/** Every field with its value to be typed anew, left out, or left alone. */
export function EditFields(props: { post: Post; changes: FieldChanges; onChange: (changes: FieldChanges) => void }) {
  const { post, changes, onChange } = props;
  const now = useRef(props);
  now.current = props;
  // The same function for ever, so that of a thousand lines the one that was typed in is drawn anew.
  const set = useCallback((position: number, value: string | null | undefined) => {
    const { current } = now;
    const values = new Map(current.changes.values);
    if (value === undefined) values.delete(position);
    else values.set(position, value);
    current.onChange({ ...current.changes, values });
  }, []);
  return (
    <div className={css.fields}>
      {post.fields.length === 0 ? <p className={css.hint}>{text.noFields}</p> : null}
      {post.fields.map((field) => (
        <FieldLine key={field.position} field={field} value={changes.values.get(field.position)} onSet={set} />
      ))}
      <PairRows
        pairs={changes.added.map(({ name, value }) => [name, value])}
        words={words}
        row={css.field}
        growing={placeForNew(post) !== null}
        onChange={(pairs) => onChange({ ...changes, added: pairs.map(([name, value]) => ({ name, value })) })}
      />
    </div>
  );
}

const FieldLine = memo(function FieldLine(props: {
  field: Field;
  /** Undefined while it is as it came, null when it is left out. */
  value: string | null | undefined;
  onSet: (position: number, value: string | null | undefined) => void;
}) {
  const { field, value } = props;
  const onChange = (next: string | null | undefined) => props.onSet(field.position, next);
  const [revealed, setRevealed] = useState(false);
  const name = field.name === '' ? '""' : field.name;
  const touched = value !== undefined && value !== field.value;
  return (
    <div className={css.field}>
      <div className={css.name} data-out={value === null || undefined}>
        <VisibleText value={name} />
        <span className={css.source}>{touched && value !== null ? text.changed : sourceWords[field.source]}</span>
      </div>
      {!isEditable(field) ? (
        <span className={css.fixed}>{text.fixed}</span>
      ) : value === null ? (
        <span className={css.fixed}>{text.leftOut}</span>
      ) : field.secret && !revealed ? (
        <span className={css.fixed}>
          {maskText}{' '}
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={text.revealOne(name)}
            onClick={() => setRevealed(true)}
          >
            {text.revealWord}
          </Button>
        </span>
      ) : (
        <ValueInput field={field} label={text.value(name)} value={value ?? field.value ?? ''} onChange={onChange} />
      )}
      {touched ? (
        <Tooltip label={value === null ? text.putBack(name) : text.undo(name)}>
          <ActionIcon
            aria-label={value === null ? text.putBack(name) : text.undo(name)}
            onClick={() => onChange(undefined)}
          >
            <IconArrowBackUp size={15} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      ) : isRemovable(field) ? (
        <Tooltip label={text.leaveOut(name)}>
          <ActionIcon aria-label={text.leaveOut(name)} onClick={() => onChange(null)}>
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <span />
      )}
    </div>
  );
});

/** A line, or more of them for a value that has several: a line would lose the breaks, and a text area how they are written. */
function ValueInput(props: { field: Field; label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  const original = props.field.value ?? '';
  const several = /[\r\n]/.test(original) || original.length > 120;
  return several ? (
    <Textarea
      aria-label={label}
      autosize
      minRows={2}
      maxRows={8}
      value={withPlainEnds(value)}
      spellCheck={false}
      classNames={{ input: css.mono }}
      onChange={(event) => onChange(withEndsOf(value, event.currentTarget.value, original))}
    />
  ) : (
    <TextInput
      aria-label={label}
      value={value}
      spellCheck={false}
      classNames={{ input: css.mono }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
