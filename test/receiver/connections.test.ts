import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createConnections } from '../../main/receiver/connections.ts';

/** A server that keeps track of its connections, and senders that connect to it one after the other. */
async function startWorld() {
  const connections = createConnections(() => performance.now());
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    connections.open(socket);
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const senders: Socket[] = [];
  return {
    connections,
    accepted,
    async open(): Promise<void> {
      const taken = once(server, 'connection');
      const sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
      senders.push(sender);
      await Promise.all([once(sender, 'connect'), taken]);
    },
    /** Ends a connection from the sender's side, and waits until the server knows. */
    async end(index: number): Promise<void> {
      const gone = once(accepted[index] as Socket, 'close');
      senders[index]?.destroy();
      await gone;
    },
    async [Symbol.asyncDispose]() {
      for (const sender of senders) sender.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test('open connections are told the oldest first, whichever of them end', async () => {
  await using world = await startWorld();
  const { connections, accepted } = world;
  const open = () => [...connections.all()].map(({ socket }) => accepted.indexOf(socket));
  expect(open()).toEqual([]);
  for (let i = 0; i < 5; i++) await world.open();
  expect(open()).toEqual([0, 1, 2, 3, 4]);
  await world.end(2);
  expect(open()).toEqual([0, 1, 3, 4]);
  await world.end(0);
  await world.end(4);
  expect(open()).toEqual([1, 3]);
  expect(connections.alive).toBe(2);
  await world.open();
  expect(open()).toEqual([1, 3, 5]);
  for (const index of [1, 3, 5]) await world.end(index);
  expect(open()).toEqual([]);
  expect(connections.alive).toBe(0);
  await world.open();
  expect(open()).toEqual([6]);
});

test('a connection is known by its socket until it is closed, and then holds no other', async () => {
  await using world = await startWorld();
  const { connections, accepted } = world;
  for (let i = 0; i < 3; i++) await world.open();
  const middle = connections.of(accepted[1] as Socket);
  expect(middle?.socket).toBe(accepted[1]);
  await world.end(1);
  expect(connections.of(accepted[1] as Socket)).toBeUndefined();
  expect([middle?.older, middle?.newer]).toEqual([null, null]);
});

test('connections may be ended while they are gone through', async () => {
  await using world = await startWorld();
  for (let i = 0; i < 4; i++) await world.open();
  const closed = Promise.all(world.accepted.map((socket) => once(socket, 'close')));
  let seen = 0;
  for (const { socket } of world.connections.all()) {
    seen++;
    socket.destroy();
  }
  await closed;
  expect(seen).toBe(4);
  expect(world.connections.alive).toBe(0);
});
