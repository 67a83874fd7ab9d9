/** Where a message of a page came from. URLs as the app knows them (`app://…`). */
export interface FrameFacts {
  windowId: number;
  url: string;
  /** Counts the documents of the window: a message to a document that is gone goes nowhere. */
  document: number;
}

/** What the main process asks of the browser. */
export type FromMain = {
  openWindow(window: { windowId: number; preload: string; granted: string[] }): void;
  closeWindow(windowId: number): void;
  /** Resolves once the page is loaded. */
  load(target: { windowId: number; url: string }): void;
  reload(windowId: number): void;
  crash(windowId: number): void;
  run(script: { windowId: number; code: string }): unknown;
  /** `data` is encoded; `ports` are the ids of the transferred ports' ends. */
  toFrame(message: { frame: FrameFacts; channel: string; data: string; ports: number[] }): void;
  toPort(message: { frame: FrameFacts; port: number; data: string }): void;
  closePort(message: { frame: FrameFacts; port: number }): void;
};

/** What the browser asks of the main process. */
export type FromHost = {
  sent(message: { frame: FrameFacts; channel: string; data: string }): void;
  /** The answer is encoded. */
  invoked(message: { frame: FrameFacts; channel: string; data: string }): string;
  portMessage(message: { port: number; data: string }): void;
  /** The page left its document, or its process ended. */
  left(facts: { windowId: number; document: number }): void;
  crashed(windowId: number): void;
  navigated(facts: { windowId: number; url: string; document: number }): void;
  /** True when the page may go there. */
  mayNavigate(facts: { windowId: number; url: string; isMainFrame: boolean }): boolean;
  /** True when the window may be opened, which the stand-in then refuses to know. */
  mayOpen(facts: { windowId: number; url: string }): boolean;
  /** A request of the page: what its scheme's handler answers, or null when the session cancels it. */
  request(request: {
    url: string;
    method: string;
  }): { status: number; headers: [string, string][]; body: Uint8Array } | null;
  titleChanged(facts: { windowId: number; title: string }): void;
  /** Runs a function, given by its source, with Electron's exports and an argument. */
  evaluate(script: { source: string; argument: unknown }): unknown;
};
