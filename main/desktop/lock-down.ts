import type { App, Session } from 'electron';
import { mayNavigate, mayUse } from './rules.ts';

/** Denies what a page could ask of the system, and every way to reach a network. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayUse(permission, details.requestingUrl ?? ''));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayUse(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
  // The page speaks to the app over its MessagePort alone; this holds even if its policy header should be missing.
  const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };
  session.webRequest.onBeforeRequest(network, (_details, answer) => answer({ cancel: true }));
}

/**
 * Holds every web contents of the app, also ones nobody expects, on the page it was made for.
 *
 * @param options.openExternal is given the address of a link that wants a new window
 */
export function lockNavigation(options: { app: App; openExternal: (url: string) => void }): void {
  options.app.on('web-contents-created', (_event, contents) => {
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !mayNavigate(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      if (!mayNavigate(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      options.openExternal(url);
      return { action: 'deny' };
    });
  });
}
