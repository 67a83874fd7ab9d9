import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ByteRange } from '../../../contract/index.ts';
import { formatSize } from '../../ui/bytes.ts';
import { findBytes, needleOf } from './find-bytes.ts';
import { hexRow } from './hex-rows.ts';
import { type HexField, HexTools } from './hex-tools.tsx';
import css from './hex-view.module.css';
import { type Note, Notes } from './notes.tsx';
import { hexText as text } from './strings.ts';

const rowHeight = 20;
/** Sixteen bytes a row want this much room; else it is eight. */
const wideWidth = 575;
/** Browsers do not scroll endlessly far; this many rows fit into all of them. */
const mostRows = 800_000;

/**
 * Bytes in hex, drawn only where they are on screen.
 * @param props.hidden ranges that are masked, sorted and apart
 * @param props.find grows whenever the search is asked for
 */
export function HexView(props: {
  bytes: Uint8Array;
  hidden: readonly ByteRange[];
  fields: readonly HexField[];
  find: number;
}) {
  const { bytes, hidden, fields } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: room, width } = useElementSize<HTMLDivElement>();
  const [sought, setSought] = useState<{ text: string; as: 'text' | 'hex' }>({ text: '', as: 'text' });
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<ByteRange | null>(null);
  const perRow = width >= wideWidth ? 16 : 8;
  const count = Math.min(mostRows, Math.ceil(bytes.length / perRow));
  const needle = useMemo(() => needleOf(sought.text, sought.as), [sought]);
  const finds = useMemo(() => (needle ? findBytes(bytes, needle, hidden) : []), [bytes, needle, hidden]);
  const current = finds[at] ?? null;
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    useFlushSync: false,
  });
  const goal = current ?? chosen;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another goal scrolls
  useEffect(() => {
    if (goal) rows.scrollToIndex(Math.floor(goal.start / perRow), { align: 'center' });
  }, [goal, perRow]);

  const seek = (next: { text: string; as: 'text' | 'hex' }) => {
    setSought(next);
    setAt(0);
  };
  const notes: Note[] =
    count * perRow < bytes.length ? [{ sentence: text.cut(formatSize(count * perRow)), tone: 'warning' }] : [];
  const marks = { secrets: hidden, finds, current, chosen };
  return (
    <div className={css.hex} ref={room}>
      <HexTools
        sought={sought}
        onSeek={seek}
        state={{ wrong: sought.text !== '' && !needle, at, count: finds.length }}
        onMove={(by) => finds.length > 0 && setAt((at + by + finds.length) % finds.length)}
        find={props.find}
        fields={fields}
        onField={(range) => {
          seek({ ...sought, text: '' });
          setChosen(range);
        }}
      />
      <Notes notes={notes} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} className={css.scroller} aria-label={text.label} tabIndex={0}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((item) => {
            const runs = hexRow(bytes, { row: item.index, perRow }, marks);
            return (
              <div key={item.key} className={css.row} style={{ transform: `translateY(${item.start}px)` }}>
                <span className={css.offset}>{(item.index * perRow).toString(16).padStart(8, '0')}</span>
                <span className={css.bytes} data-wide={perRow === 16}>
                  {runs.map((run) => (
                    <span key={run.start} data-mark={run.mark ?? undefined}>
                      {run.hex}
                    </span>
                  ))}
                </span>
                <span>
                  {runs.map((run) => (
                    <span key={run.start} data-mark={run.mark ?? undefined}>
                      {run.text}
                    </span>
                  ))}
                </span>
              </div>
            );
          })}
        </div>
      </section>
    </div>
  );
}
