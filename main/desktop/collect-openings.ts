import type { App } from 'electron';
import { type Opening, readOpening } from './openings.ts';
import { report } from './report.ts';

/**
 * Keeps what macOS asks Tapline to open until somebody can open it: these events come as soon as the app is launched, far
 * before there is a window.
 */
export function collectOpenings(app: App) {
  const waiting: Opening[] = [];
  let open: ((opening: Opening) => void) | null = null;
  const take = (text: string) => {
    const opening = readOpening(text);
    if (!opening) report('Something was not opened', 'it is neither a link to a post nor a file of Tapline');
    else if (open) open(opening);
    else waiting.push(opening);
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(url);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  return {
    /** @param more from the arguments of the start */
    deliver(more: Opening[], to: (opening: Opening) => void): void {
      open = to;
      for (const opening of [...waiting.splice(0), ...more]) to(opening);
    },
  };
}
