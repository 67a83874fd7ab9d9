import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import css from './split.module.css';
import { clampWidth, fitsBeside, type SplitLimits } from './split-width.ts';
import { readStored, writeStored } from './stored.ts';

const limits: SplitLimits = { minLeft: 320, minRight: 360, share: 0.46 };

/**
 * Two panes with a handle between; the right one's width is remembered under `name`. Without `right` the left has it all. Where
 * there is no room for both, the right one covers the left until it is closed, or lies below it.
 */
export function Split(props: {
  name: string;
  label: string;
  left: ReactNode;
  right: ReactNode | null;
  /** Part of the width that the right pane has at first. */
  share?: number;
  /** For a right pane that cannot be closed. */
  below?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(() => Number(readStored(props.name)) || null);
  const [total, setTotal] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setTotal(element.clientWidth));
    observer.observe(element);
    setTotal(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const width = clampWidth({ wanted, total, limits: { ...limits, share: props.share ?? limits.share } });
  const resize = useCallback(
    (next: number) => {
      const clamped = clampWidth({ wanted: next, total, limits });
      setWanted(clamped);
      writeStored(props.name, String(clamped));
    },
    [total, props.name],
  );
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const right = box.current?.getBoundingClientRect().right ?? 0;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => resize(right - moved.clientX);
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };
  const nudge = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    resize(width + (event.key === 'ArrowLeft' ? 24 : -24));
  };
  const narrow = props.right === null || fitsBeside(total, limits) ? undefined : props.below ? 'below' : 'cover';
  return (
    <div ref={box} className={css.split} data-narrow={narrow}>
      <div className={css.left}>{props.left}</div>
      {props.right ? (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: an hr can be neither focused nor dragged */}
          <div
            className={css.handle}
            role="separator"
            aria-orientation="vertical"
            aria-label={props.label}
            aria-valuenow={width}
            aria-valuemin={limits.minRight}
            aria-valuemax={Math.max(limits.minRight, total - limits.minLeft)}
            tabIndex={0}
            onPointerDown={drag}
            onKeyDown={nudge}
          />
          <div className={css.right} style={{ width }}>
            {props.right}
          </div>
        </>
      ) : null}
    </div>
  );
}
