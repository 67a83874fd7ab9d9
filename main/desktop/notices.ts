import { Notification } from 'electron';
import type { FeedEvent, PostSummary, Tunnel } from '../../contract/index.ts';
import { limits } from '../limits.ts';
import { postHash } from './openings.ts';
import { type Burst, countArrivals, gatherPosts } from './post-bursts.ts';
import { text } from './strings.ts';
import { noticeTunnel, type TunnelNotice } from './tunnel-notices.ts';

export interface NoticeOptions {
  /** True while the user looks at the window, which shows it all. */
  isWatched(): boolean;
  /** What the user wants to be told. */
  wanted(): { notifyPosts: boolean; notifyTunnel: boolean };
  /** Leads the window to an address of its own (`#/inbox/42`). */
  lead(hash: string): void;
}

/** Tells the user, by the system's notifications, what happens while the window is out of sight. */
export function createNotices({ isWatched, wanted, lead }: NoticeOptions) {
  let aboutPosts: Notification | null = null;
  // A notification that nothing refers to could be collected, and its click with it.
  let aboutTunnel: Notification | null = null;

  const arrivals = countArrivals();
  const bursts = gatherPosts({
    quietMs: limits.desktop.burstQuietMs,
    longestMs: limits.desktop.burstLongestMs,
    restMs: limits.desktop.noticeRestMs,
    tell(burst) {
      // The newer one counts what the older one told.
      aboutPosts?.close();
      aboutPosts = notify(burstWords(burst), () => lead(burst.count === 1 ? postHash(burst.last.id) : '#/inbox'));
    },
  });

  const tunnel = noticeTunnel({
    downMs: limits.desktop.tunnelDownMs,
    tell(notice) {
      // A new public URL is an alarm, since the platform goes on posting to the old one: it is told in any case.
      if (notice.type !== 'url-changed' && (isWatched() || !wanted().notifyTunnel)) return;
      aboutTunnel?.close();
      aboutTunnel = notify(tunnelWords(notice), () => lead('#/tunnel'));
    },
  });

  return {
    posts(event: Extract<FeedEvent, { type: 'posts' }>): void {
      const count = arrivals(event);
      if (!isWatched() && wanted().notifyPosts) bursts.add(event.posts, count);
    },
    tunnel: (snapshot: Tunnel) => tunnel.see(snapshot),
    /** The window has the user's attention. */
    seen(): void {
      bursts.seen();
      aboutPosts?.close();
      aboutPosts = null;
    },
    stop(): void {
      bursts.seen();
      tunnel.stop();
    },
  };
}

function notify(words: { title: string; body: string }, onClick: () => void): Notification | null {
  if (!Notification.isSupported()) return null;
  const notification = new Notification(words);
  notification.on('click', onClick);
  notification.show();
  return notification;
}

function burstWords({ count, kinds, last }: Burst): { title: string; body: string } {
  if (count === 1) {
    const from = [last.phone, last.excerpt].filter((part) => part);
    return { title: text.newPost[last.kind], body: from.join(': ') };
  }
  const body = (Object.keys(kinds) as PostSummary['kind'][])
    .filter((kind) => kinds[kind] > 0)
    .map((kind) => `${kinds[kind]} ${text.kinds[kind][kinds[kind] === 1 ? 0 : 1]}`);
  return { title: text.newPosts(count), body: body.join(', ') };
}

function tunnelWords(notice: TunnelNotice): { title: string; body: string } {
  if (notice.type === 'url-changed')
    return { title: text.urlChanged, body: text.urlChangedBody(notice.from, notice.to) };
  if (notice.type === 'up') return { title: text.tunnelUp, body: '' };
  return { title: text.tunnelDown, body: [notice.reason, text.tunnelDownWhy].filter((part) => part).join(' ') };
}
