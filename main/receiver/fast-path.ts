import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { type Connection, type Connections, settle } from './connections.ts';
import { endpointFor } from './endpoints.ts';
import { isBlank } from './framing.ts';
import { type ReadyAnswer, readyAnswer } from './ready-answer.ts';
import type { Responder } from './respond.ts';
import type { Trouble } from './trouble.ts';
import { probePath, type ReceiverOptions } from './types.ts';
import { type WholeRequest, wholeRequest } from './whole-request.ts';

/** What node:http adds to the time-out it announces, so that a sender that trusts it does not meet a closing connection. */
const graceMs = 1000;

/** What is answered when a post could not be stored. */
const refused = {
  status: 503,
  headers: [['Retry-After', String(limits.store.retryAfterSeconds)] as [string, string]],
  body: '',
};

/** True while the system has not taken all of an answer, because the sender does not read. */
const isUnread = (socket: Socket) => socket.writableLength > 0;

/**
 * The way of most posts: a plain request that comes in one packet, on a connection on which no other one waits. It is stored
 * and answered without node:http, which costs as much as all the rest together. Everything else is handed to node:http as it came, and so is all
 * that follows on that connection (docs/decisions/0022).
 */
export interface FastPath {
  /** Takes what comes on a connection that was just opened. */
  open(connection: Connection): void;
  /** Closes connections on which nothing came for long behind an answer. */
  checkIdle(): void;
}

/** Takes plain requests of the connections that are given to it. */
export function createFastPath(options: {
  receiver: ReceiverOptions;
  connections: Connections;
  trouble: Trouble;
  responder: Responder;
  isClosing(): boolean;
  /** Monotonic milliseconds. */
  now(): number;
  keepAliveMs: number;
  /** Counts bytes of bodies that are in memory. */
  hold(bytes: number): void;
  /** Hands a connection to node:http; what came of it and was not taken is in the socket again. */
  leave(connection: Connection): void;
}): FastPath {
  const { receiver, connections, trouble, responder, now, hold, keepAliveMs } = options;

  // Shared by all connections: functions of its own would cost a short one more than its share.
  function onData(this: Socket, packet: Buffer): void {
    const connection = connections.of(this);
    if (!connection) return;
    if (connection.isLast) trouble.behindLast(connection, packet);
    // A line end that some senders put behind a body. node:http, which has nothing to answer then, would wait for more without end.
    else if (connection.bytesSeen > 0 && isBlank(packet)) connection.bytesSeen = this.bytesRead;
    else if (connection.pending > 0 || !take(connection, packet)) putBack(connection, packet);
  }

  function onEnd(this: Socket): void {
    const connection = connections.of(this);
    if (connection?.pending) connection.isLast = true;
    else this.end();
  }

  /** False when the packet is nothing for here. */
  function take(connection: Connection, packet: Buffer): boolean {
    const request = wholeRequest(packet);
    if (!request || request.body.length > receiver.bodyLimit() || request.target.startsWith(probePath)) return false;
    const plain = responder.alwaysPlain(endpointFor(receiver.endpoints(), request.target));
    if (!plain) return false;
    connection.pending = 1;
    connection.isLast = request.closes;
    connection.bytesSeen = connection.socket.bytesRead;
    store(connection, request, plain);
    return true;
  }

  /** The answer goes out after the commit, never before. */
  function store(connection: Connection, request: WholeRequest, plain: { status: number; answer: ReadyAnswer }): void {
    const { method, target, rawHeaders, body } = request;
    hold(body.length);
    const appended = receiver.append({
      receivedAt: Date.now(),
      receiveMs: 0,
      method,
      target,
      httpVersion: '1.1',
      rawHeaders,
      rawTrailers: [],
      body,
      remoteAddress: connection.remoteAddress,
      via: receiver.via(rawHeaders),
      responseStatus: plain.status,
    });
    appended.then(
      () => {
        hold(-body.length);
        send(connection, plain.answer);
      },
      (error: unknown) => {
        hold(-body.length);
        receiver.onRefused(error);
        send(connection, readyAnswer(refused) as ReadyAnswer);
      },
    );
  }

  function send(connection: Connection, answer: ReadyAnswer): void {
    const { socket } = connection;
    // What was sent behind this request has a right to its answers, even when the receiver closes.
    if (options.isClosing() && !connection.leaves) connection.isLast = true;
    if (connection.isLast) {
      // Destroying closes like ending does, once the answer is out, and saves the system a call.
      if (socket.writable) socket.write(answer(false), () => socket.destroy());
      return;
    }
    if (socket.writable) socket.write(answer(true));
    // An answer is out when the system has all of it: until then nobody may close the connection as one that rests, and no
    // further request is read, as node:http does it.
    if (isUnread(socket)) socket.write('', () => answered(connection));
    else answered(connection);
  }

  function answered(connection: Connection): void {
    connection.pending = 0;
    connection.answeredAt = now();
    settle(connection);
    if (connection.leaves) leave(connection);
    else if (connection.isLast || options.isClosing()) connection.socket.destroy();
  }

  function putBack(connection: Connection, packet: Buffer): void {
    connection.socket.pause();
    connection.socket.unshift(packet);
    if (connection.pending > 0) connection.leaves = true;
    else leave(connection);
  }

  function leave(connection: Connection): void {
    const { socket } = connection;
    // A parser that is given a dead connection is never told of its end, and stays.
    if (socket.destroyed) return;
    connection.isFast = false;
    socket.off('data', onData);
    socket.off('end', onEnd);
    options.leave(connection);
    socket.resume();
  }

  return {
    open({ socket }) {
      socket.on('data', onData);
      socket.on('end', onEnd);
    },
    checkIdle() {
      const longAgo = now() - keepAliveMs - graceMs;
      for (const { isFast, pending, answeredAt, socket } of connections.all()) {
        if (isFast && pending === 0 && answeredAt > 0 && answeredAt < longAgo) socket.destroy();
      }
    },
  };
}
