import type { StatusLabel } from '../../contract/index.ts';
import css from './label-tag.module.css';
import { labelColour, labelWord } from './label-words.ts';
import { text } from './strings.ts';
import { useStatusLabel } from './use-status-label.ts';

/**
 * The user's label of a post's status, beside the value; nothing where there is none.
 * @param props.compact leaves only the dot to see where a list is narrow
 */
export function LabelTag(props: { post: { dialect: string | null; status: string | null }; compact?: boolean }) {
  const label = useStatusLabel(props.post);
  return label ? <Tag label={label} compact={props.compact} /> : null;
}

/** One label: a dot of its colour, and its word. */
export function Tag(props: { label: StatusLabel; compact?: boolean | undefined }) {
  const word = labelWord(props.label);
  const colour = labelColour(props.label);
  return (
    <span
      className={css.tag}
      data-colour={colour}
      data-compact={props.compact}
      title={text.yours(word ?? text.colours[colour])}
    >
      {word ? (
        <>
          <span className={css.dot} />
          <bdi>{word}</bdi>
        </>
      ) : (
        <span className={css.dot} role="img" aria-label={text.colours[colour]} />
      )}
    </span>
  );
}
