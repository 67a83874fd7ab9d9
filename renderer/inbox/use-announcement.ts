import { useEffect, useRef, useState } from 'react';
import { text } from './strings.ts';

const quietMs = 5000;

/** "N new posts" for screen readers, at most once in five seconds however many arrive. */
export function useAnnouncement(topId: number, posts: readonly { id: number }[]): string {
  const [said, setSaid] = useState('');
  const told = useRef(topId);
  const latest = useRef(posts);
  // One that is not set anew by each batch: while posts pour in without end, it has to fire, too.
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  latest.current = posts;
  useEffect(() => {
    if (topId <= told.current || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const count = latest.current.findIndex((post) => post.id <= told.current);
      told.current = latest.current[0]?.id ?? 0;
      if (count > 0) setSaid(text.announce(count));
    }, quietMs);
  }, [topId]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return said;
}
