import type { App, Session } from 'electron';
import { mayDownload, mayNavigate, mayUse } from './rules.ts';

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
  // No server is spoken to, so no server's certificate is right. -2 is Electron's word for "refuse".
  session.setCertificateVerifyProc((_request, answer) => answer(-2));
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
}

/**
 * Holds every web contents of the app, also ones nobody expects, on the page it was made for.
 *
 * @param options.openExternal is given the address of a link that wants a new window
 */
export function lockNavigation(options: { app: App; openExternal: (url: string) => void }): void {
  const { app } = options;
  app.on('certificate-error', (event, ...rest) => {
    event.preventDefault();
    const trust = rest[4];
    trust(false);
  });
  // Left alone, Electron would hand over the first of the user's own certificates.
  app.on('select-client-certificate', (event, ...rest) => {
    event.preventDefault();
    const choose = rest[3];
    choose();
  });
  app.on('web-contents-created', (_event, contents) => {
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
