import { type ClientLink, createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { type Bridge, type Contract, contract, type ErrorCode, errorCodes, portMessage } from '../contract/index.ts';

export type Client = ContractRouterClient<Contract>;
export type Api = ReturnType<typeof connect>;

type Link = ClientLink<Record<never, never>>;

declare global {
  interface Window {
    /** Answers that public/begin.js asked for, by path; whoever takes one takes it out. */
    taplineAnswers?: Map<string, Promise<Response>>;
  }
}

/** What went wrong, as far as a view needs to know. `CONNECTION` means that Tapline could not be reached at all. */
export interface Fault {
  code: ErrorCode | 'CONNECTION';
  /** A sentence for the user. */
  message: string;
}

/**
 * Connects the inspector to its core: over a MessagePort in the desktop window, over HTTP in a browser. Nothing outside
 * this file knows which of the two it is.
 *
 * @param options.window the window that carries the bridge, the messages and the address
 * @param options.wait asked before each call: what the call has to wait for, null = nothing
 */
export function connect(options: { window: Window; wait?: () => Promise<void> | null }) {
  const bridge = options.window.tapline;
  const link = waiting(bridge ? portLink(options.window, bridge) : httpLink(options.window), options.wait);
  const client: Client = createORPCClient(link);
  return {
    client,
    query: createTanstackQueryUtils(client),
    /** Opens a link outside the window; the desktop asks the user first. */
    openExternal(url: string) {
      if (bridge) void bridge.openExternal(url);
      else options.window.open(url, '_blank', 'noopener,noreferrer');
    },
  };
}

function waiting(link: Link, wait: () => Promise<void> | null = () => null): Link {
  return {
    async call(...call) {
      await wait();
      return link.call(...call);
    },
  };
}

function httpLink(window: Window): Link {
  const { origin } = window.location;
  return new OpenAPILink(contract, {
    url: `${origin}/api`,
    // A mark that is on its way when the page is closed still gets there.
    fetch: (request, init) =>
      begun(window, request) ??
      fetch(request, { ...init, credentials: 'same-origin', keepalive: request.method === 'PATCH' }),
    customErrorResponseBodyDecoder: (body, response) => {
      const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown };
      if (typeof code !== 'string' || typeof message !== 'string') return null;
      return new ORPCError(code, { status: response.status, message });
    },
  });
}

/** The answer to a call that was made before there was a client. */
function begun({ taplineAnswers, location }: Window, { method, url }: Request): Promise<Response> | null {
  const path = url.slice(location.origin.length);
  const answer = method === 'GET' ? taplineAnswers?.get(path) : undefined;
  taplineAnswers?.delete(path);
  return answer ?? null;
}

/** A port can be closed by the other side (a reload of the core); the next call then asks for a fresh one. */
function portLink(window: Window, bridge: Bridge): Link {
  let current: Promise<Link> | null = null;
  const open = (onClose: () => void) =>
    new Promise<Link>((resolve) => {
      const listen = (event: MessageEvent) => {
        const port = event.ports[0];
        if (event.source !== window || event.data !== portMessage || !port) return;
        window.removeEventListener('message', listen);
        port.addEventListener('close', onClose);
        resolve(new RPCLink({ port }));
        port.start();
      };
      window.addEventListener('message', listen);
      bridge.connect();
    });
  return {
    async call(path, input, callOptions) {
      if (!current) {
        // A port may close long after the next one took its place: that one stays.
        const opened = open(() => {
          if (current === opened) current = null;
        });
        current = opened;
      }
      return (await current).call(path, input, callOptions);
    },
  };
}

/** Turns anything a call can throw into a code of the contract's closed list and a sentence. */
export function faultOf(error: unknown): Fault {
  const { code, message, status } = (error ?? {}) as { code?: unknown; message?: unknown; status?: unknown };
  if (status === 401) return { code: 'UNAUTHORIZED', message: 'The token is missing or wrong.' };
  if (typeof code === 'string' && code in errorCodes && typeof message === 'string') {
    return { code: code as ErrorCode, message };
  }
  if (error instanceof ORPCError)
    return { code: 'INTERNAL', message: `Tapline answered ${error.status}: ${error.message}` };
  return { code: 'CONNECTION', message: 'Tapline does not answer. Check that it is still running.' };
}

/**
 * The token in the address was exchanged for a cookie when the page was loaded. Takes it out of the address, so that it
 * is not left in the history, in bookmarks or in screenshots.
 */
export function dropToken(window: Window): void {
  const url = new URL(window.location.href);
  if (!url.searchParams.has('token')) return;
  url.searchParams.delete('token');
  window.history.replaceState(null, '', `${url.pathname}${url.search}${url.hash}`);
}
