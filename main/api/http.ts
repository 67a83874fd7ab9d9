import { existsSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIGenerator } from '@orpc/openapi';
import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { contract } from '../../contract/index.ts';
import { codeOf, messageOf, StartError, TaplineError } from '../errors.ts';
import type { InOut } from '../in-out/in-out.ts';
import { version } from '../version.ts';
import { serveFiles, takesFile } from './file-routes.ts';
import { cookieName, isAuthorized, isOwnHost, isOwnOrigin } from './guard.ts';
import { pageHeaders } from './page-headers.ts';
import type { AppRouter } from './router.ts';
import { isToken } from './token.ts';
import { fileOfPath, readWindowFile, typeOfFile } from './window-files.ts';
import { wireErrors } from './wire-errors.ts';

export interface InspectorOptions {
  router: AppRouter;
  /** Exports and imports as streams; without it they are held in memory. */
  inOut?: InOut | undefined;
  /** Port asked for; 0 = any free one. */
  port: number;
  token: string;
  /** Folder of the built window; the API works without it. */
  rendererFolder: string;
  onFault(error: unknown): void;
}

export interface Inspector {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  close(): Promise<void>;
}

/** Larger input than any route of the API takes, but for files, which are read as streams. */
const bodyLimit = 32 * 1024 * 1024;

/** Old browsers know frame-ancestors by this name. */
const securityHeaders = { ...pageHeaders, 'X-Frame-Options': 'DENY' };

/**
 * Serves the API and the inspector's window over HTTP, on loopback only.
 * @throws StartError when no port can be bound
 */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const { router, token } = options;
  const server = Fastify({
    // A request without one gets the answer that every wrong one gets.
    http: { requireHostHeader: false },
    logger: false,
    forceCloseConnections: true,
    // A path that cannot be decoded comes here before all hooks.
    frameworkErrors: (error, _request, reply) =>
      void refuse(reply.headers(securityHeaders) as FastifyReply, new TaplineError('BAD_REQUEST', `${error.message}.`)),
    clientErrorHandler: refuseRaw,
  });
  const handler = new OpenAPIHandler(router, {
    clientInterceptors: [wireErrors(options.onFault)],
    plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
    customErrorResponseBodyEncoder: ({ code, message }) => ({ code, message }),
  });
  // The body goes to the API as it came; Fastify reads none.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  server.setErrorHandler((error, _request, reply) => {
    options.onFault(error);
    refuse(reply, new TaplineError('INTERNAL', messageOf(error)));
  });

  let port = 0;
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    const { host, origin } = request.headers;
    if (!isOwnHost(host)) {
      const message = `The inspector answers on this machine only; "${host ?? ''}" is not its name. Open http://127.0.0.1:${port}/.`;
      return refuse(reply, new TaplineError('FORBIDDEN_HOST', message));
    }
    if (!isOwnOrigin(origin, host)) {
      return refuse(reply, new TaplineError('FORBIDDEN_ORIGIN', `A page of ${origin} may not use the inspector.`));
    }
  });

  let document: Promise<unknown> | undefined;
  // By route and not by a look at the URL, which has many spellings: `/%61pi`, `http://127.0.0.1/api`.
  await server.register(
    async (api) => {
      api.addHook('onRequest', async (request, reply) => {
        reply.header('Cache-Control', 'no-store');
        const { authorization, cookie } = request.headers;
        if (!isAuthorized({ authorization, cookie, port, token })) {
          const message =
            'The token is missing or wrong. Send "Authorization: Bearer <token>" with the token that Tapline printed when it started.';
          return refuse(reply, new TaplineError('UNAUTHORIZED', message));
        }
        if (!takesFile(request) && Number(request.headers['content-length'] ?? 0) > bodyLimit) {
          const message = `No route of the API takes more than ${bodyLimit / 1024 / 1024} MB of JSON.`;
          return refuse(reply, new TaplineError('BAD_REQUEST', message));
        }
        if (!takesFile(request) && !isReadable(request)) {
          const message = 'The API reads JSON. Send the body with "Content-Type: application/json".';
          return refuse(reply, new TaplineError('BAD_REQUEST', message));
        }
      });
      api.get('/openapi.json', () => {
        document ??= openApiDocument();
        return document;
      });
      if (options.inOut) serveFiles(api, options.inOut, options.onFault);
      api.all('/*', async (request, reply) => {
        const { matched } = await handler.handle(request, reply, { prefix: '/api', context: {} });
        if (matched) return;
        const message = `There is no ${request.method} ${pathOf(request)}; GET /api/openapi.json lists the routes.`;
        refuse(reply, new TaplineError('NOT_FOUND', message));
      });
    },
    { prefix: '/api' },
  );
  await serveWindow(server, options.rendererFolder, (given) =>
    isToken(given, token) ? `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000` : null,
  );

  port = await listen(server, options.port);
  return { port, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] as string;
}

/** A body of another type would be taken for none, and the call would do what it does without input. */
function isReadable({ headers }: FastifyRequest): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody || /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function refuse(reply: FastifyReply, error: TaplineError): FastifyReply {
  return reply.code(error.status).send(error.toBody());
}

/** What is no HTTP at all has no reply object; the socket is all there is. */
function refuseRaw(error: Error, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(new TaplineError('BAD_REQUEST', `${error.message}.`).toBody());
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/**
 * The window's files hold no data, so they are served to anybody on this machine; its calls need the cookie. That is set
 * on the page itself rather than on a redirect: a Strict cookie is not sent along a redirect that began on another site.
 */
async function serveWindow(
  server: FastifyInstance,
  folder: string,
  cookieFor: (givenToken: string) => string | null,
): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  server.addHook('onRequest', async (request, reply) => {
    const given = (request.query as { token?: unknown }).token;
    const cookie = typeof given === 'string' ? cookieFor(given) : null;
    if (cookie !== null) reply.header('Set-Cookie', cookie);
  });
  if (built) {
    server.get('/*', async (request, reply) => {
      const file = fileOfPath(pathOf(request), folder);
      const answered = file !== null && (await sendFile(file, request, reply));
      return answered ? reply : reply.callNotFound();
    });
  }
  server.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && String(request.headers.accept ?? '').includes('text/html');
    if (built && isPage && (await sendFile(join(folder, 'index.html'), request, reply))) return reply;
    return refuse(reply, new TaplineError('NOT_FOUND', `There is nothing at ${pathOf(request)}.`));
  });
}

/** False when there is no such file, and nothing was sent. */
async function sendFile(path: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const file = await readWindowFile(path);
  if (!file) return false;
  reply.headers({ ETag: file.etag, 'Cache-Control': cachingOf(path), 'Content-Type': typeOfFile(path) });
  if (request.headers['if-none-match'] === file.etag) reply.code(304).send();
  else reply.send(file.bytes);
  return true;
}

/** The names of files in assets/ change with what is in them; all others are asked for anew, and seldom sent again. */
function cachingOf(path: string): string {
  return basename(dirname(path)) === 'assets' ? 'max-age=31536000, immutable' : 'no-cache';
}

/** The OpenAPI document, made from the contract. */
function openApiDocument(): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return generator.generate(contract, {
    info: {
      title: 'Tapline',
      version,
      description: 'Posts received by a Tapline on this machine, their replays and the tunnel.',
    },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}

async function listen(server: FastifyInstance, port: number): Promise<number> {
  for (const asked of port === 0 ? [0] : [port, 0]) {
    try {
      await server.listen({ port: asked, host: '127.0.0.1' });
      return (server.server.address() as AddressInfo).port;
    } catch (error) {
      if (asked === 0 || !['EADDRINUSE', 'EACCES'].includes(codeOf(error) ?? '')) {
        throw new StartError(
          `The inspector cannot listen on port ${port} (${messageOf(error)}). Name another one with --inspector-port.`,
          { cause: error },
        );
      }
    }
  }
  throw new StartError(`The inspector found no free port.`);
}
