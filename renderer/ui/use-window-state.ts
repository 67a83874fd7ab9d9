import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLive } from './live.tsx';
import { rememberPost } from './recent-posts.ts';
import { readStored, writeStored } from './stored.ts';
import { shownZone, showZone, type Zone } from './time.ts';
import { formatView, parseView, type View } from './view.ts';

/** Shows times in the zone of the settings. A window that opens takes the zone it had, until they are read. */
export function useZoneSetting(): Zone {
  const { api } = useLive();
  const wanted = useQuery(api.query.settings.get.queryOptions()).data?.zone;
  const [zone, setZone] = useState(shownZone);
  useEffect(() => {
    if (!wanted) return;
    showZone(wanted);
    writeStored('zone', wanted);
    setZone(wanted);
  }, [wanted]);
  return zone;
}

/** Remembers the screen for the next window that opens without an address of its own, and the post for the palette. */
export function useLastScreen({ screen, postId }: View): void {
  useEffect(() => {
    if (screen !== 'compare') writeStored('screen', screen);
  }, [screen]);
  useEffect(() => {
    if (postId !== null) rememberPost(postId);
  }, [postId]);
}

/** Brings back what the last window left, before anything is drawn. */
export function restoreWindow(window: Window): void {
  showZone(readStored('zone') === 'utc' ? 'utc' : 'local');
  if (window.location.hash !== '') return;
  const { screen } = parseView(`#/${readStored('screen') ?? ''}`);
  if (screen !== 'inbox') window.history.replaceState(null, '', formatView({ screen, postId: null }));
}
