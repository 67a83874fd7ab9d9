import { Known, known } from './known.ts';

type PermissionAsk = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type DeviceCheck = Parameters<Electron.Session['setDevicePermissionHandler']>[0];
type Handler = Parameters<Electron.Protocol['handle']>[1];
type BeforeRequest = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

/** The permissions that Chromium, too, knows by name. */
const askable = ['clipboard-sanitized-write', 'clipboard-read', 'geolocation', 'notifications', 'midi'] as const;

/** What the browser answers a request with. */
export interface Answer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

/** Electron's default session: permissions, the protocol's handlers and the filter on requests. */
export class StandInSession
  extends Known
  implements
    Pick<Electron.Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  #ask: PermissionAsk = null;
  #check: PermissionCheck = null;
  readonly #handlers = new Map<string, Handler>();
  readonly #filters: { urls: string[]; listener: BeforeRequest }[] = [];
  /** What was set, for specs. */
  readonly record = { device: null as DeviceCheck, certificates: false, displayMedia: false };

  constructor() {
    super('session', ['will-download']);
  }

  readonly protocol = known('protocol', {
    handle: (scheme: string, handler: Handler): void => {
      if (this.#handlers.has(scheme)) throw new Error(`The scheme ${scheme} has a handler already.`);
      this.#handlers.set(scheme, handler);
    },
    isProtocolHandled: (scheme: string): boolean => this.#handlers.has(scheme),
  });

  readonly webRequest = known('webRequest', {
    onBeforeRequest: (filter: { urls: string[] }, listener: BeforeRequest): void => {
      this.#filters.push({ urls: filter.urls, listener });
    },
  });

  setPermissionRequestHandler(handler: PermissionAsk): void {
    this.#ask = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DeviceCheck): void {
    this.record.device = handler;
  }

  setCertificateVerifyProc(_proc: Parameters<Electron.Session['setCertificateVerifyProc']>[0]): void {
    this.record.certificates = true;
  }

  setDisplayMediaRequestHandler(_handler: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]): void {
    this.record.displayMedia = true;
  }

  /** The permissions that both handlers give a page. Without handlers Electron gives them all. */
  granted(url: string): string[] {
    const origin = url.replace(/\/$/, '');
    return askable.filter((name) => {
      const checked = this.#check?.(null, name as never, origin, {} as never) ?? true;
      let asked = true;
      this.#ask?.(
        {} as never,
        name as never,
        (given) => {
          asked = given;
        },
        { requestingUrl: url, isMainFrame: true } as never,
      );
      return checked && asked;
    });
  }

  /** Null when the request is cancelled. */
  async answer({ url, method }: { url: string; method: string }): Promise<Answer | null> {
    if (await this.#isCancelled(url)) return null;
    const scheme = url.slice(0, url.indexOf(':'));
    const handler = this.#handlers.get(scheme);
    // Everything else would be the network, which the stand-in does not reach.
    if (!handler) return null;
    // A Request of Node's cannot have such an address, so it is put over it.
    const request = new Request('http://stand-in.invalid/', { method });
    Object.defineProperty(request, 'url', { value: url });
    const response = await handler(request as never);
    return {
      status: response.status,
      headers: [...response.headers],
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  async #isCancelled(url: string): Promise<boolean> {
    for (const { urls, listener } of this.#filters) {
      if (!urls.some((pattern) => patternFits(pattern, url))) continue;
      const { cancel } = await new Promise<{ cancel?: boolean }>((resolve) => listener({ url }, resolve));
      if (cancel) return true;
    }
    return false;
  }
}

/** The match patterns in use: `scheme://*` with a path of `/*`. */
function patternFits(pattern: string, url: string): boolean {
  const [scheme, rest] = pattern.split('://');
  if (rest !== '*/*') throw new Error(`The stand-in for Electron does not know the URL pattern ${pattern}.`);
  return url.startsWith(`${scheme}://`);
}
