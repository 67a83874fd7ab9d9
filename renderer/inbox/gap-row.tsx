import { IconPlugConnectedX } from '@tabler/icons-react';
import { memo } from 'react';
import type { Outage } from '../../contract/index.ts';
import { outageLasted, outageSpan } from '../tunnel/outage-words.ts';
import quiet from '../ui/quiet.module.css';
import css from './gap-row.module.css';
import { text } from './strings.ts';

/** A stretch of time in which posts could not come. It is no post: it cannot be opened or selected. */
export const GapRow = memo(function GapRow(props: {
  outage: Outage;
  index: number;
  offset: number;
  columns: number;
  now: Date;
}) {
  const { outage, now } = props;
  const lasted = outageLasted(outage);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx
    <div
      id={`gap-${outage.id}`}
      className={css.gap}
      role="row"
      tabIndex={-1}
      aria-rowindex={props.index + 1}
      data-ongoing={outage.to === null || undefined}
      style={{ transform: `translateY(${props.offset}px)` }}
      title={outage.reason}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see post-grid.tsx */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, cells are not interactive */}
      <span className={css.cell} role="gridcell" aria-colspan={props.columns}>
        <span className={css.words}>
          <IconPlugConnectedX size={14} stroke={1.7} aria-hidden />
          <span className={css.what}>
            {text.gap(outageSpan(outage, now))}
            {lasted ? ` · ${lasted}` : null}
          </span>
          <span className={quiet.quiet}>{outage.reason}</span>
        </span>
      </span>
    </div>
  );
});
