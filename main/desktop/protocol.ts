import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { assetHeaders, assetPath } from './assets.ts';
import { scheme } from './rules.ts';

/** Gives `app://` an origin of its own and a secure context. Electron takes this only before its ready event. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the window's files from `folder`, and nothing else, as `app://tapline/`. */
export function serveWindowFiles(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const file = request.method === 'GET' ? assetPath(request.url, folder) : null;
    if (!file) return new Response('Not found', { status: 404 });
    try {
      return new Response(await readFile(file), { headers: assetHeaders(file) });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}
