import { Notification } from 'electron';
import type { App } from '../app.ts';

/**
 * A new public URL is an alarm, since the platform goes on posting to the old one: the system tells the user even while the
 * window is out of sight.
 *
 * @param onClick brings the window, which says what to do, to the front
 */
export function announceUrlChanges(tunnel: App['tunnel'], onClick: () => void): void {
  let announced: string | null = null;
  const look = () => {
    const change = tunnel.snapshot().urlChange;
    if (!change || change.at === announced) return;
    announced = change.at;
    const notice = new Notification({
      title: 'The public URL has changed',
      body: `It was ${change.from} and is now ${change.to}. Tell the platform, or posts will not arrive.`,
    });
    notice.on('click', onClick);
    notice.show();
  };
  tunnel.subscribe(look);
  look();
}
