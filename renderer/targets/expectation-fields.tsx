import { TextInput } from '@mantine/core';
import type { Expectation } from '../../contract/index.ts';
import { PairRows } from '../ui/pair-rows.tsx';
import css from './form.module.css';
import { formText as text } from './strings.ts';

const words = {
  first: text.path,
  second: text.equals,
  remove: text.removeJson,
  add: text.addJson,
  firstPlaceholder: 'result.items[0].id',
  secondPlaceholder: '"ok", 7, true',
};

/** What an answer is expected to be. */
export function ExpectationFields(props: {
  value: Expectation;
  fault: string | null;
  onChange: (value: Expectation) => void;
}) {
  const { value, onChange } = props;
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
        <PairRows
          pairs={value.json.map(({ path, equals }) => [path, equals])}
          words={words}
          row={css.headerRow}
          onChange={(pairs) => onChange({ ...value, json: pairs.map(([path, equals]) => ({ path, equals })) })}
        />
      </div>
      {props.fault ? (
        <p className={css.fault} role="alert">
          {props.fault}
        </p>
      ) : null}
    </fieldset>
  );
}
