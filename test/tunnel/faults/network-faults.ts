import type { TcpProxy } from '../../helpers/tcp-proxy.ts';
import { downAndBack, downAndBackTwice, type Fault, upOrBack } from './fault.ts';
import { nameError } from './path.ts';
import { startTlsFront, type TlsFront } from './tls.ts';

const hours = 3_600_000;

/** What can happen to the server, the network and this machine. */
export const networkFaults: readonly Fault[] = [
  {
    name: 'the server is killed and started again',
    reason: /ECONNREFUSED|ECONNRESET/,
    states: downAndBack,
    async break({ path }) {
      await Promise.all([path.front.closePort(), path.server.kill()]);
      return async () => {
        await path.server.start();
        await path.front.openPort();
      };
    },
  },
  {
    name: 'the public port is closed',
    reason: /it refuses the connection/,
    states: downAndBack,
    async break({ path }) {
      await path.front.closePort();
      return () => path.front.openPort();
    },
  },
  {
    name: 'the public port resets every connection',
    reason: /it broke the connection off/,
    states: downAndBack,
    break({ path }) {
      path.front.refuse(true);
      path.front.reset();
      return () => path.front.refuse(false);
    },
  },
  {
    name: 'the tunnel’s ports are closed for 1.2 s',
    reason: /no answer within|answers 404|answers 503|ECONNREFUSED|took no|closed all/,
    states: upOrBack,
    lastsMs: 1200,
    async break({ path }) {
      const closed = [...path.slots];
      await Promise.all(closed.map((slot) => slot.closePort()));
      return async () => void (await Promise.all(closed.map((slot) => slot.openPort())));
    },
  },
  {
    name: 'all connections are reset',
    reason: null,
    states: upOrBack,
    break({ path }) {
      for (const slot of path.slots) slot.reset();
      return () => undefined;
    },
  },
  {
    name: 'half of the connections are reset',
    reason: null,
    states: /^online$/,
    break({ path }) {
      for (const slot of path.slots) slot.reset(0.5);
      return () => undefined;
    },
  },
  {
    name: 'the connections are black-holed behind an open public port',
    reason: /no answer within/,
    states: downAndBackTwice,
    break({ path }) {
      const holes = [...path.slots];
      for (const slot of holes) slot.freeze();
      return () => {
        for (const slot of holes) mend(slot);
      };
    },
  },
  {
    name: 'the same, and the server holds the name for the dead connections',
    reason: /no answer within/,
    states: downAndBackTwice,
    lastsUntil: ({ state, urlChange }) => state === 'online' && urlChange !== null,
    break({ path }) {
      const holes = [...path.slots];
      for (const slot of holes) slot.freeze();
      return () => {
        for (const slot of holes) mend(slot);
      };
    },
  },
  {
    name: 'the name is taken by another client',
    reason: /no answer within|answers 404|ECONNREFUSED|ECONNRESET|closed all/,
    states: downAndBackTwice,
    lastsUntil: ({ state, urlChange }) => state === 'online' && urlChange !== null,
    async break({ path, name }) {
      const gate = Promise.withResolvers<void>();
      path.registrar.before = () => gate.promise;
      await path.server.kill();
      await path.server.start();
      const other = await path.occupy(name);
      path.registrar.before = () => undefined;
      gate.resolve();
      return async () => void (await other[Symbol.asyncDispose]());
    },
  },
  {
    name: 'the public side stalls',
    reason: /no answer within/,
    states: downAndBack,
    break({ path }) {
      path.front.freeze();
      return () => {
        path.front.thaw();
        path.front.cut();
      };
    },
  },
  {
    name: 'no name can be resolved',
    reason: /cannot be resolved.*ENOTFOUND/,
    states: downAndBack,
    break({ path }) {
      path.names.fail = nameError();
      return () => {
        path.names.fail = null;
      };
    },
  },
  {
    name: 'the certificate of the public side is not trusted',
    reason: /cannot be trusted: its TLS/,
    states: downAndBack,
    prepare: startTlsFront,
    break: ({ prepared }) => (prepared as TlsFront).distrust(),
  },
  {
    name: 'answers are damaged on their way',
    reason: /does not speak HTTP/,
    states: downAndBack,
    break({ path }) {
      path.front.corrupt((bytes, towards) => (towards === 'near' ? flipped(bytes, 0) : bytes));
      return () => path.front.corrupt(null);
    },
  },
  {
    name: 'the bodies of answers are rewritten on their way',
    reason: /reaches Tapline, but its answers do not come back/,
    states: downAndBack,
    break({ path }) {
      path.front.corrupt((bytes, towards) => (towards === 'near' ? flipped(bytes, bytes.length - 8) : bytes));
      return () => path.front.corrupt(null);
    },
  },
  {
    name: 'requests are damaged on their way',
    reason: /answers 400/,
    states: downAndBack,
    break({ path }) {
      path.front.corrupt((bytes, towards) => (towards === 'far' ? flipped(bytes, 0) : bytes));
      return () => path.front.corrupt(null);
    },
  },
  {
    name: 'the receiver is closed and opened again',
    reason: /no answer within/,
    states: downAndBack,
    async break(world) {
      await world.closeReceiver();
      return world.openReceiver;
    },
  },
  {
    name: 'the machine sleeps for two hours',
    reason: /no answer within/,
    states: downAndBackTwice,
    break({ path, skipClock }) {
      const asleep = [...path.slots];
      for (const slot of asleep) slot.freeze();
      skipClock(2 * hours);
      return () => {
        for (const slot of asleep) mend(slot);
      };
    },
  },
];

/** What was frozen is gone, and what comes passes again. */
function mend(proxy: TcpProxy): void {
  proxy.cut();
  proxy.thaw();
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = Math.max(0, at);
  copy[index] = (copy[index] ?? 0) ^ 0x01;
  return copy;
}
