import { Skeleton } from '@mantine/core';
import css from './panel-skeleton.module.css';
import { text } from './strings.ts';

/** Where the content of a post will be, while it or the code that shows it is on its way. */
export function PanelSkeleton() {
  return (
    <div className={css.waiting} role="status" aria-label={text.loading}>
      <Skeleton h={14} w="60%" />
      <Skeleton h={14} w="80%" />
      <Skeleton h={14} w="70%" />
    </div>
  );
}
