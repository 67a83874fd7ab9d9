import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import css from './pair-rows.module.css';

/** The first and the second text of a line. */
export type Pair = readonly [string, string];

export interface PairWords {
  /** Names of the boxes of the nth line, from 1. */
  first(nth: number): string;
  second(nth: number): string;
  remove(nth: number): string;
  add: string;
  firstPlaceholder?: string;
  secondPlaceholder?: string;
}

/** Lines of two texts each, to be typed, taken away and added: new fields, headers, members of an answer. */
export function PairRows(props: {
  pairs: readonly Pair[];
  words: PairWords;
  onChange: (pairs: Pair[]) => void;
  /** Grid that a line stands in: the first box, the second, a button. */
  row: string | undefined;
  /** Lines whose second text is neither shown nor edited. */
  isHidden?: (pair: Pair) => boolean;
  /** False where no line can be added. */
  growing?: boolean;
}) {
  const { pairs, words, onChange, isHidden = () => false, growing = true } = props;
  const change = (index: number, pair: Pair) => onChange(pairs.map((each, at) => (at === index ? pair : each)));
  return (
    <>
      {pairs.map((pair, index) => {
        const [first, second] = pair;
        const hidden = isHidden(pair);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: texts repeat and are what is edited
          <div key={index} className={props.row}>
            <TextInput
              aria-label={words.first(index + 1)}
              placeholder={words.firstPlaceholder}
              value={first}
              spellCheck={false}
              readOnly={hidden}
              classNames={{ input: css.mono }}
              onChange={(event) => change(index, [event.currentTarget.value, second])}
            />
            <TextInput
              aria-label={words.second(index + 1)}
              placeholder={words.secondPlaceholder}
              value={hidden ? '••••••' : second}
              spellCheck={false}
              readOnly={hidden}
              classNames={{ input: css.mono }}
              onChange={(event) => change(index, [first, event.currentTarget.value])}
            />
            <ActionIcon
              aria-label={words.remove(index + 1)}
              onClick={() => onChange(pairs.filter((_, at) => at !== index))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        );
      })}
      {growing ? (
        <Button
          variant="subtle"
          px={6}
          className={css.add}
          leftSection={<IconPlus size={13} />}
          onClick={() => onChange([...pairs, ['', '']])}
        >
          {words.add}
        </Button>
      ) : null}
    </>
  );
}
