import { useEffect, useRef, useState } from 'react';
import { text } from './strings.ts';

const quietMs = 5000;

/** "N new posts" for screen readers, at most once in five seconds however many arrive. */
export function useAnnouncement(topId: number, posts: readonly { id: number }[]): string {
  const [said, setSaid] = useState('');
  const told = useRef(topId);
  const latest = useRef(posts);
  latest.current = posts;
  useEffect(() => {
    if (topId <= told.current) return;
    const timer = setTimeout(() => {
      const count = latest.current.findIndex((post) => post.id <= told.current);
      told.current = latest.current[0]?.id ?? 0;
      if (count > 0) setSaid(text.announce(count));
    }, quietMs);
    return () => clearTimeout(timer);
  }, [topId]);
  return said;
}
