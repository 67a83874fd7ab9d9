import { RPCHandler } from '@orpc/server/message-port';
import type { AppRouter } from './router.ts';
import { wireErrors } from './wire-errors.ts';

type Upgradable = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

/** A port of Electron's main process (MessagePortMain) or of a worker thread. */
export type ServedPort = Upgradable & { start?(): void; close(): void };

/**
 * Serves the API over one end of a message channel.
 * @param onFault faults of ours, for the log
 * @returns ends it and closes the port
 */
export function serveMessagePort(
  router: AppRouter,
  port: ServedPort,
  onFault: (error: unknown) => void = () => {},
): () => void {
  new RPCHandler(router, { clientInterceptors: [wireErrors(onFault)] }).upgrade(port);
  port.start?.();
  return () => port.close();
}
