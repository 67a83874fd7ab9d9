import type { PostSummary, TunnelState } from '../../contract/index.ts';

/** What the shell says: menus, tray, notifications and questions. */
export const text = {
  app: 'Tapline',
  title: (unread: number) => (unread > 0 ? `(${unread > 9999 ? '9999+' : unread}) Tapline` : 'Tapline'),
  unread: (count: number) => (count === 1 ? '1 unread post' : `${count} unread posts`),
  states: {
    off: 'Tunnel off',
    connecting: 'Connecting',
    online: 'Online',
    reconnecting: 'Reconnecting',
    offline: 'Offline',
  } satisfies Record<TunnelState, string>,
  copyCallbackUrl: 'Copy callback URL',
  copyStatusUrl: 'Copy status URL',
  show: 'Show Tapline',
  quit: 'Quit Tapline',
  view: 'View',
  go: 'Go',
  inbox: 'Inbox',
  conversations: 'Conversations',
  incidents: 'Incidents',
  tunnel: 'Tunnel',
  settings: 'Settings…',
  help: 'Help',
  about: 'About Tapline',
  licence: 'MIT licence',
  newPost: { callback: 'New callback', status: 'New status post', other: 'New post' } satisfies Record<
    PostSummary['kind'],
    string
  >,
  newPosts: (count: number) => `${count} new posts`,
  kinds: { callback: ['callback', 'callbacks'], status: ['status post', 'status posts'], other: ['other', 'others'] },
  tunnelDown: 'Tapline is not reachable from outside',
  tunnelDownWhy: 'Posts of the platform do not arrive. Tapline goes on trying.',
  tunnelUp: 'Tapline is reachable again',
  urlChanged: 'The public URL has changed',
  urlChangedBody: (from: string, to: string) =>
    `It was ${from} and is now ${to}. Tell the platform, or posts will not arrive.`,
  importTitle: 'Importing is not part of this version.',
  importDetail: (file: string) => `${file} was left as it is. Import it with a later version of Tapline.`,
} as const;
