import { Skeleton } from '@mantine/core';
import css from './list-skeleton.module.css';
import { text } from './strings.ts';

const rows = Array.from({ length: 16 }, (_, index) => index);

/** Rows in waiting. They appear a moment late, so that a fast answer shows none. */
export function ListSkeleton() {
  return (
    <div className={css.skeleton} role="status" aria-label={text.loading}>
      {rows.map((row) => (
        <div key={row} className={css.row}>
          <Skeleton h={10} w={84} />
          <Skeleton h={10} w={58} />
          <Skeleton h={10} w={100} />
          <Skeleton h={10} w={`${30 + ((row * 17) % 45)}%`} />
        </div>
      ))}
    </div>
  );
}
