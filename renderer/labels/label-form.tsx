import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StatusLabel } from '../../contract/index.ts';
import css from './label-tag.module.css';
import { colours, labelColour } from './label-words.ts';
import { text } from './strings.ts';
import { usePutLabel } from './use-status-label.ts';

const longestWord = 80;
const meanings = [
  { value: '', label: text.noMeaning },
  ...(['in-progress', 'delivered', 'failed'] as const).map((value) => ({ value, label: text.meanings[value] })),
];

/** Says what a status value means: a meaning, a word, a colour, each of them optional. */
export function LabelForm(props: { dialect: string; status: string; label: StatusLabel | null; onDone: () => void }) {
  const { dialect, status, label } = props;
  const [meaning, setMeaning] = useState(label?.meaning ?? null);
  const [word, setWord] = useState(label?.label ?? '');
  const [colour, setColour] = useState(label?.colour ?? null);
  const put = usePutLabel(props.onDone);
  const next: StatusLabel = { dialect, status, meaning, label: word.trim() || null, colour };
  const blank = meaning === null && next.label === null && colour === null;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!blank) put.mutate(next);
      }}
    >
      <div>
        <h3 className={css.head}>{text.title}</h3>
        <div className={css.value}>{status}</div>
        <p className={css.lead}>{text.lead}</p>
      </div>
      <div>
        <p className={css.name}>{text.meaning}</p>
        <SegmentedControl
          fullWidth
          aria-label={text.meaning}
          data={meanings}
          value={meaning ?? ''}
          onChange={(value) => setMeaning(value === '' ? null : (value as StatusLabel['meaning']))}
        />
      </div>
      <TextInput
        label={text.word}
        placeholder={text.wordHint}
        value={word}
        maxLength={longestWord}
        onChange={(event) => setWord(event.currentTarget.value)}
      />
      <fieldset className={css.group}>
        <legend className={css.name}>{text.colour}</legend>
        <div className={css.swatches}>
          {colours.map((each) => (
            <label key={each} className={css.swatch} data-colour={each} title={text.colours[each]}>
              <input
                type="radio"
                name="colour"
                aria-label={text.colours[each]}
                checked={labelColour({ colour, meaning }) === each && !blank}
                onChange={() => setColour(each)}
              />
            </label>
          ))}
        </div>
      </fieldset>
      <div className={css.foot}>
        {label ? (
          <Button
            variant="subtle"
            color="gray"
            px={8}
            onClick={() => put.mutate({ dialect, status, meaning: null, label: null, colour: null })}
          >
            {text.remove}
          </Button>
        ) : null}
        <span className={css.space} />
        <Button onClick={props.onDone}>{text.cancel}</Button>
        <Button type="submit" variant="filled" disabled={blank} loading={put.isPending}>
          {text.save}
        </Button>
      </div>
    </form>
  );
}
