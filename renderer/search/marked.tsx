import { markedPieces, type TextRange } from './highlight.ts';
import { useHighlighter } from './highlight-context.tsx';
import css from './marked.module.css';

/** A text, with what was searched for in it marked. */
export function Marked(props: { text: string | null }) {
  const highlighter = useHighlighter();
  if (!props.text) return null;
  return <MarkedRanges text={props.text} ranges={highlighter?.(props.text) ?? []} />;
}

/** A text with stretches of it marked. */
export function MarkedRanges(props: { text: string; ranges: readonly TextRange[] }) {
  if (props.ranges.length === 0) return props.text;
  let at = 0;
  return markedPieces(props.text, props.ranges).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.marked ? (
      <mark key={key} className={css.mark}>
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    );
  });
}
