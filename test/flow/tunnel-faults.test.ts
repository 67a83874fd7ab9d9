import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocaltunnelHost, startLocaltunnelHost } from '../helpers/localtunnel-host.ts';
import { faults } from '../tunnel/faults/list.ts';
import { runFault } from '../tunnel/faults/run.ts';
import { fastPace } from '../tunnel/faults/world.ts';

/** Only the process is shared; every fault has a server, a path, a receiver and a store of its own. */
let host: LocaltunnelHost;
beforeAll(async () => {
  host = await startLocaltunnelHost();
});
afterAll(() => host[Symbol.asyncDispose]());

describe.concurrent('a tunnel gets over it when', () => {
  test.each(faults)('$name', async (fault) => {
    const result = await runFault(fault, host, fastPace);
    expect(result.states).toMatch(fault.states);
    if (fault.reason && result.shownDownMs !== null) expect(result.reason).toMatch(fault.reason);
    if (fault.lastsUntil) expect(result.alarmed).toBe(true);
    expect(result.answered).toBeGreaterThan(5);
    expect(result.notStored).toBe(0);
  });
});
