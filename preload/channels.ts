/** Names of the messages between the preload script and the gate of the main process. */
export const channels = {
  connect: 'tapline:connect',
  openExternal: 'tapline:open-external',
  /** Carries the API's MessagePort to the frame. */
  port: 'tapline:port',
} as const;
