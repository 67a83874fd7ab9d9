import { memo } from 'react';
import { within } from '../search/highlight.ts';
import { useHighlighter } from '../search/highlight-context.tsx';
import { MarkedRanges } from '../search/marked.tsx';
import { visiblePieces } from './visible.ts';
import css from './visible-text.module.css';

/** A value as text and nothing but text: isolated from the page's direction, odd characters drawn as signs. */
export const VisibleText = memo(function VisibleText(props: { value: string; oneLine?: boolean }) {
  const ranges = useHighlighter()?.(props.value) ?? [];
  const pieces = visiblePieces(props.value);
  const look = props.oneLine ? css.line : css.value;
  if (ranges.length === 0 && pieces.every((piece) => piece.sign === null)) {
    return (
      <bdi dir="auto" className={look}>
        {props.value}
      </bdi>
    );
  }
  let at = 0;
  return (
    <bdi dir="auto" className={look}>
      {pieces.map((piece) => {
        const key = at;
        at += piece.text.length;
        if (piece.sign === null) {
          const inside = within(ranges, { start: key, end: at });
          return (
            <span key={key}>
              <MarkedRanges text={piece.text} ranges={inside} />
            </span>
          );
        }
        return (
          <span key={key} className={css.sign} title={piece.label ?? undefined}>
            {piece.sign}
            {!props.oneLine && piece.text === '\n' ? <br /> : null}
          </span>
        );
      })}
    </bdi>
  );
});
