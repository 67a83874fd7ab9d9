import { Button, Progress } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLastingToast } from './lasting-toast.ts';
import { useLive } from './live.tsx';
import { text } from './strings.ts';
import css from './undo-toast.module.css';

const toastId = 'deleting';
/** What is over sooner needs no word. Milliseconds. */
const shownAfterMs = 1000;

/** Says how far a long deleting is, and lets the user end it. */
export function useDeletingToast(posts: number, onStop: () => void): void {
  const { onPosts } = useLive();
  const [gone, setGone] = useState<number | null>(null);
  const counted = useRef(0);
  const isDeleting = posts > 0;
  useEffect(() => {
    if (!isDeleting) return;
    counted.current = 0;
    const timer = setTimeout(() => setGone(counted.current), shownAfterMs);
    const end = onPosts((news) => {
      if (news.type !== 'posts-deleted') return;
      counted.current += news.deleted;
      setGone((shown) => (shown === null ? null : counted.current));
    });
    return () => {
      clearTimeout(timer);
      end();
      setGone(null);
    };
  }, [isDeleting, onPosts]);

  const message = useMemo(() => {
    if (gone === null) return null;
    // A large number that was counted for a moment only is known as "at least".
    const isKnown = gone < posts;
    const said = isKnown ? text.deleting(gone, posts) : text.deletingSoFar(gone);
    return (
      <>
        <div className={css.line}>
          <span>{said}</span>
          <Button size="compact-xs" variant="light" onClick={onStop}>
            {text.stop}
          </Button>
        </div>
        {isKnown ? <Progress className={css.bar} size="xs" value={(100 * gone) / posts} aria-label={said} /> : null}
      </>
    );
  }, [gone, posts, onStop]);
  useLastingToast(toastId, message);
}
