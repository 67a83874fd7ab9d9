import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Expectation } from '../../contract/index.ts';
import css from './form.module.css';
import { formText as text } from './strings.ts';

/** What an answer is expected to be. */
export function ExpectationFields(props: {
  value: Expectation;
  fault: string | null;
  onChange: (value: Expectation) => void;
}) {
  const { value, onChange } = props;
  const member = (index: number, part: Partial<Expectation['json'][number]>) =>
    onChange({ ...value, json: value.json.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{text.expectation}</legend>
      <p className={css.hint}>{text.expectationHint}</p>
      <div className={css.pair}>
        <TextInput
          label={text.status}
          placeholder={text.statusPlaceholder}
          value={value.status ?? ''}
          onChange={(event) => onChange({ ...value, status: event.currentTarget.value || null })}
        />
        <TextInput
          label={text.bodyContains}
          value={value.bodyContains ?? ''}
          spellCheck={false}
          onChange={(event) => onChange({ ...value, bodyContains: event.currentTarget.value || null })}
        />
      </div>
      <div className={css.rows} style={{ marginTop: 8 }}>
        {value.json.map(({ path, equals }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: paths are what is edited
          <div key={index} className={css.headerRow}>
            <TextInput
              aria-label={text.path(index + 1)}
              placeholder="result.items[0].id"
              value={path}
              spellCheck={false}
              classNames={{ input: css.mono }}
              onChange={(event) => member(index, { path: event.currentTarget.value })}
            />
            <TextInput
              aria-label={text.equals(index + 1)}
              placeholder={'"ok", 7, true'}
              value={equals}
              spellCheck={false}
              classNames={{ input: css.mono }}
              onChange={(event) => member(index, { equals: event.currentTarget.value })}
            />
            <ActionIcon
              aria-label={text.removeJson(index + 1)}
              onClick={() => onChange({ ...value, json: value.json.filter((_, at) => at !== index) })}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          className={css.adds}
          px={6}
          leftSection={<IconPlus size={13} />}
          onClick={() => onChange({ ...value, json: [...value.json, { path: '', equals: '' }] })}
        >
          {text.addJson}
        </Button>
      </div>
      {props.fault ? (
        <p className={css.fault} role="alert">
          {props.fault}
        </p>
      ) : null}
    </fieldset>
  );
}
