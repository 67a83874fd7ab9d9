/**
 * What the preload script puts into the desktop window as `window.tapline`: named verbs, nothing generic. In a browser it
 * is absent, and the same inspector talks HTTP instead.
 */
export interface Bridge {
  /**
   * Asks the main process for a fresh connection to the API. The MessagePort arrives as the one port of a `message` event
   * on `window` whose data is `portMessage`: a port cannot cross the context bridge as a return value.
   */
  connect(): void;
  /** Opens an http(s) URL in the user's browser, after the main process asked the user. */
  openExternal(url: string): Promise<void>;
  /** `darwin`, `win32` or `linux`, for the names of keys. */
  readonly platform: string;
}

/** Data of the window message that carries the API's MessagePort. */
export const portMessage = 'tapline:port';

declare global {
  interface Window {
    readonly tapline?: Bridge;
  }
}
