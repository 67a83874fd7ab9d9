import { memo } from 'react';
import { visiblePieces } from './visible.ts';
import css from './visible-text.module.css';

/** A value as text and nothing but text: isolated from the page's direction, odd characters drawn as signs. */
export const VisibleText = memo(function VisibleText(props: { value: string; oneLine?: boolean }) {
  let at = 0;
  return (
    <bdi dir="auto" className={props.oneLine ? css.line : css.value}>
      {visiblePieces(props.value).map((piece) => {
        const key = at;
        at += piece.text.length;
        if (piece.sign === null) return <span key={key}>{piece.text}</span>;
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
