import type { ReactNode } from 'react';
import { type Highlighter, markedPieces, type TextRange } from './highlight.ts';
import css from './marked.module.css';

/** A text, with what was searched for in it marked. */
export function marked(text: string, highlighter: Highlighter | null): ReactNode {
  return highlighter ? <MarkedRanges text={text} ranges={highlighter(text)} /> : text;
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
