import type { Tunnel } from '../../contract/index.ts';

export type TunnelNotice =
  | { type: 'down'; reason: string | null }
  | { type: 'up' }
  | { type: 'url-changed'; from: string; to: string };

/**
 * Decides what is worth a notification: a tunnel that was online and is not repaired within `downMs` milliseconds, its
 * return, and, each once, a changed public URL.
 */
export function noticeTunnel({ downMs, tell }: { downMs: number; tell(notice: TunnelNotice): void }) {
  let wasOnline = false;
  let toldDown = false;
  let reason: string | null = null;
  let toldChange: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  function forget(): void {
    clearTimeout(timer);
    timer = undefined;
    toldDown = false;
  }

  return {
    see(tunnel: Pick<Tunnel, 'state' | 'reason' | 'urlChange'>): void {
      const { state, urlChange } = tunnel;
      const isNewUrl = urlChange !== null && urlChange.at !== toldChange;
      if (isNewUrl) {
        toldChange = urlChange.at;
        tell({ type: 'url-changed', from: urlChange.from, to: urlChange.to });
      }
      reason = tunnel.reason;
      if (state === 'online') {
        // The new URL says already that it is reachable.
        if (toldDown && !isNewUrl) tell({ type: 'up' });
        forget();
        wasOnline = true;
      } else if (state === 'off') {
        forget();
        wasOnline = false;
      } else if (wasOnline && !toldDown) {
        timer ??= setTimeout(() => {
          toldDown = true;
          tell({ type: 'down', reason });
        }, downMs);
      }
    },
    stop: forget,
  };
}
