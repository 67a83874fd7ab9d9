import { type RefObject, useLayoutEffect, useRef } from 'react';
import type { TextRange } from './highlight.ts';
import css from './search-box.module.css';

/** Draws a line under the part of the query that cannot be read. It lies over the box and follows it when it scrolls. */
export function WrongPlace(props: { input: RefObject<HTMLInputElement | null>; text: string; range: TextRange }) {
  const { input, text, range } = props;
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = input.current;
    if (!element) return;
    const follow = () => {
      if (layer.current) layer.current.scrollLeft = element.scrollLeft;
    };
    follow();
    element.addEventListener('scroll', follow, { passive: true });
    return () => element.removeEventListener('scroll', follow);
  }, [input]);
  return (
    <div ref={layer} className={css.layer} aria-hidden>
      {text.slice(0, range.start)}
      <span className={css.wrong} data-testid="wrong-place">
        {text.slice(range.start, range.end)}
      </span>
      {text.slice(range.end)}
    </div>
  );
}
