import type { TunnelState } from '../../contract/index.ts';

export const stateWords: Record<TunnelState, string> = {
  online: 'Online',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  offline: 'Offline',
  off: 'Off',
};

export const text = {
  statusLabel: (word: string) => `Tunnel ${word}`,
  offHint: 'The tunnel is off: posts reach the receiver from this machine only.',
  onlineHint: 'A probe sent to the public URL came back through it a moment ago.',
  workingHint: 'The tunnel is being opened.',
  noUrl: 'no public URL yet',
  alarm: {
    title: 'The public URL changed. The platform still posts to the old one.',
    from: 'Old',
    to: 'New',
    copy: 'Copy new URL',
    copyCallback: 'Copy new callback URL',
    copyStatus: 'Copy new status URL',
    done: 'Done, I updated the platform',
  },
  screen: {
    title: 'Tunnel',
    lead: 'What makes the receiver reachable from outside. “Online” means that a probe sent to the public URL came back through it.',
    state: 'State',
    reason: 'Reason',
    url: 'Public URL',
    callback: 'Callback URL',
    statusUrl: 'Status URL',
    provider: 'Provider',
    since: 'Since',
    probe: 'Last probe',
    receiver: 'Receiver',
    restart: 'Restart tunnel',
    restarted: 'The tunnel is being opened again.',
    never: 'none yet',
    probeOk: (ms: string) => `came back in ${ms}`,
    probeFailed: (reason: string) => `failed: ${reason}`,
    outages: 'Outages',
    outagesLead:
      'Stretches of time in which the public URL did not reach this machine. Posts sent then are not in the inbox.',
    noOutages: 'None on record.',
    from: 'From',
    to: 'To',
    lasted: 'Lasted',
    ongoing: 'still going on',
    failed: 'The tunnel’s state could not be read',
  },
};
