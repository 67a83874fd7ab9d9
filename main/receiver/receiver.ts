import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { limits } from '../limits.ts';
import { createConnections } from './connections.ts';
import { createFastPath } from './fast-path.ts';
import type { ParserError } from './incidents.ts';
import { listenOnBoth } from './listen.ts';
import { refusalOf } from './refusals.ts';
import { createResponder } from './respond.ts';
import { createTaker } from './take-post.ts';
import { createTrouble, type Trouble } from './trouble.ts';
import type { Receiver, ReceiverOptions } from './types.ts';

/**
 * Starts the receiver: takes any request on any path, answers once it is stored.
 * @throws StartError when no port can be bound
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const now = () => performance.now();
  const timeouts = {
    headersMs: limits.receiver.headersTimeoutMs,
    requestMs: limits.receiver.requestTimeoutMs,
    checkMs: limits.receiver.timeoutCheckMs,
    drainMs: limits.receiver.drainMs,
    keepAliveMs: limits.receiver.keepAliveTimeoutMs,
    ...options.timeouts,
  };
  let closing = false;
  const connections = createConnections(now, options.tappedPerSecond);
  const trouble = createTrouble({ connections, onIncident: options.onIncident, now, ...timeouts });
  const responder = createResponder(options);
  const isClosing = () => closing;
  const { take, hold } = createTaker({ receiver: options, connections, trouble, responder, isClosing, now });
  const parsing = makeHttpServer({ take, trouble, bodyLimit: options.bodyLimit, keepAliveMs: timeouts.keepAliveMs });
  const fastPath = createFastPath({
    receiver: options,
    connections,
    trouble,
    responder,
    hold,
    isClosing,
    now,
    keepAliveMs: timeouts.keepAliveMs,
    leave(connection) {
      parsing.emit('connection', connection.socket);
      connections.tap(connection);
    },
  });

  function makeServer(): Server {
    // Some senders close their side once the request is out; without half-open sockets, node would close ours before the answer.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      if (connections.alive < limits.receiver.connections || trouble.makeRoom())
        fastPath.open(connections.open(socket));
      else socket.destroy();
    });
    // Room for those that were given up and are let go of slowly.
    server.maxConnections = 2 * limits.receiver.connections;
    return server;
  }

  const servers = [makeServer(), makeServer()] as const;
  const { port, portTaken } = await listenOnBoth(servers[0], servers[1], options.port);
  // A connection that could not be accepted is the sender's to try again; without a listener it would end the process.
  for (const server of servers) server.on('error', () => {});
  const checking = setInterval(() => {
    trouble.checkTimeouts();
    fastPath.checkIdle();
  }, timeouts.checkMs);

  return {
    port,
    portTaken,
    url: `http://127.0.0.1:${port}`,
    rulesSet: responder.rulesSet,
    async close() {
      closing = true;
      clearInterval(checking);
      const closed = Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
      // A connection without a request under way has nothing to wait for.
      for (const { pending, socket } of connections.all()) {
        if (pending === 0) socket.destroy();
      }
      responder.end();
      const giveUp = setTimeout(() => {
        for (const { socket } of connections.all()) socket.destroy();
      }, timeouts.drainMs);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

/** Parses what the fast path leaves to it. It listens nowhere: connections are handed to it. */
function makeHttpServer(options: {
  take(request: IncomingMessage, response: ServerResponse): void;
  trouble: Trouble;
  bodyLimit(): number;
  keepAliveMs: number;
}): HttpServer {
  const { take, trouble } = options;
  const server = createHttpServer(
    {
      // Room for the largest head that is taken, so that our own limits are checked with everything known.
      maxHeaderSize: limits.receiver.headerBytes + limits.receiver.targetBytes,
      keepAliveTimeout: options.keepAliveMs,
      // Time-outs and the missing Host are looked after in trouble.ts and refusals.ts, where they become incidents.
      headersTimeout: 0,
      requestTimeout: 0,
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    take,
  );
  // 0 = no limit by number; node would drop the lines beyond it without a word.
  server.maxHeadersCount = 0;
  // A sender that closed its side gets its answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!refusalOf(request, options.bodyLimit())) response.writeContinue();
    take(request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage) => {
    const sentence = `The request expects "${request.headers.expect}", which no receiver can promise.`;
    trouble.refuse(request, { code: 'expectation-failed', status: 417, sentence });
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => trouble.onConnect(request, socket));
  server.on('clientError', (error: ParserError, socket) => trouble.onClientError(error, socket as Socket));
  return server;
}
