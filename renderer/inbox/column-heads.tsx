import { IconAlertTriangle } from '@tabler/icons-react';
import { type DragEvent, type PointerEvent, type ReactNode, useState } from 'react';
import quiet from '../ui/quiet.module.css';
import { shownZone } from '../ui/time.ts';
import css from './column-heads.module.css';
import { type ColumnId, moveColumn, resizeColumn, widthOf } from './columns.ts';
import { text } from './list-strings.ts';
import type { useColumns } from './use-columns.ts';

/**
 * The names of the columns. They are dragged to another place, and by their edges to another width; a double click on an edge
 * fits the column. The dialog "Columns" does the same for the keyboard, so nothing here takes the focus.
 */
export function ColumnHeads(props: {
  columns: ReturnType<typeof useColumns>;
  dated: boolean;
  onMenu: (at: { x: number; y: number }) => void;
}) {
  const { columns, dated } = props;
  const { choice, shown, change } = columns;
  const [moving, setMoving] = useState<ColumnId | null>(null);
  const [over, setOver] = useState<ColumnId | null>(null);
  const drop = (to: ColumnId) => {
    if (moving) change(moveColumn(choice, moving, choice.order.indexOf(to) - choice.order.indexOf(moving)));
    setMoving(null);
    setOver(null);
  };
  return (
    <div
      className={css.heads}
      aria-hidden
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span />
      {shown.map((id) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse alone, see above
        <span
          key={id}
          className={css.head}
          data-over={(over === id && moving !== id) || undefined}
          draggable
          onDragStart={(event: DragEvent) => {
            event.dataTransfer.effectAllowed = 'move';
            setMoving(id);
          }}
          onDragOver={(event) => {
            if (!moving) return;
            event.preventDefault();
            setOver(id);
          }}
          onDragEnd={() => {
            setMoving(null);
            setOver(null);
          }}
          onDrop={() => drop(id)}
        >
          <span id={`column-${id}`} className={css.name} data-head={id}>
            {nameOf(id)}
          </span>
          {id === 'excerpt' ? null : (
            <Edge
              width={widthOf(choice, id, dated)}
              onWidth={(width) => change(resizeColumn(choice, id, width))}
              onFit={() => columns.fit(id)}
            />
          )}
        </span>
      ))}
    </div>
  );
}

function nameOf(id: ColumnId): ReactNode {
  if (id === 'time') return shownZone() === 'utc' ? text.utc : text.columns.time;
  if (id !== 'findings') return text.columns[id];
  return (
    <>
      <IconAlertTriangle size={13} stroke={1.8} />
      <span className={quiet.quiet}>{text.columns.findings}</span>
    </>
  );
}

function Edge(props: { width: number; onWidth: (width: number) => void; onFit: () => void }) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    const edge = event.currentTarget;
    const from = event.clientX;
    event.preventDefault();
    event.stopPropagation();
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => props.onWidth(props.width + moved.clientX - from);
    const end = () => {
      edge.removeEventListener('pointermove', move);
      edge.removeEventListener('lostpointercapture', end);
    };
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', end);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse alone, see above
    <i
      className={css.edge}
      draggable
      onDragStart={(event) => event.preventDefault()}
      onPointerDown={drag}
      onDoubleClick={props.onFit}
    />
  );
}
