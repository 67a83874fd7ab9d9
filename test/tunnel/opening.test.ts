import { describe, expect, test } from 'vitest';
import { limits as appLimits } from '../../main/limits.ts';
import { closeInTime, openUnderName } from '../../main/tunnel/opening.ts';
import type { OpenOptions, OpenTunnel, TunnelProvider } from '../../main/tunnel/provider.ts';

const limits = { ...appLimits.tunnel, openTimeoutMs: 100, closeTimeoutMs: 100, nameTries: 3, nameRetryMs: 5 };

interface Scripted {
  provider: TunnelProvider;
  opened: string[];
  closed: string[];
  signals: AbortSignal[];
}

/** A provider that grants the given names one after the other; the last one again and again. */
function granting(names: readonly string[]): Scripted {
  const script: Scripted = { provider: scripted((options) => grant(options)), opened: [], closed: [], signals: [] };
  const grant = async ({ signal }: OpenOptions): Promise<OpenTunnel> => {
    const url = names[Math.min(script.opened.length, names.length - 1)] ?? '';
    script.opened.push(url);
    script.signals.push(signal);
    return tunnelAt(url, () => script.closed.push(url));
  };
  return script;
}

function scripted(open: TunnelProvider['open']): TunnelProvider {
  return { id: 'scripted', nameOf: (url) => url, open };
}

function tunnelAt(url: string, onClose: () => void): OpenTunnel {
  return { url, closed: new Promise(() => undefined), close: async () => onClose() };
}

function openAs(provider: TunnelProvider, signal = new AbortController().signal) {
  return openUnderName({ provider, port: 1, name: 'mine', limits, signal });
}

describe('the name asked for', () => {
  test('is taken when it is granted', async () => {
    const script = granting(['mine']);
    expect((await openAs(script.provider)).url).toBe('mine');
    expect(script).toMatchObject({ opened: ['mine'], closed: [] });
    expect(script.signals[0]?.aborted).toBe(false);
  });

  test('is asked for again when another one was granted, which is given back', async () => {
    const script = granting(['other', 'third', 'mine']);
    expect((await openAs(script.provider)).url).toBe('mine');
    expect(script.closed).toEqual(['other', 'third']);
  });

  test('is given up after nameTries', async () => {
    const script = granting(['other']);
    expect((await openAs(script.provider)).url).toBe('other');
    expect(script).toMatchObject({ opened: ['other', 'other', 'other'], closed: ['other', 'other'] });
    expect(appLimits.tunnel.nameTries).toBe(5);
  });

  test('does not matter where a provider has no names', async () => {
    const script = granting(['other']);
    const nameless = { ...script.provider, nameOf: () => null };
    await openAs(nameless);
    expect(script.opened).toEqual(['other']);
  });
});

describe('the time limit', () => {
  test('aborts the opening and says so', async () => {
    let reason: AbortSignal | null = null;
    const heeding = scripted(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          reason = signal;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    await expect(openAs(heeding)).rejects.toThrow('The tunnel did not open within 0.1 s. It is tried again.');
    expect(reason).toMatchObject({ aborted: true });
  });

  test('holds against a provider that does not heed the abort', async () => {
    await expect(openAs(scripted(() => new Promise(() => undefined)))).rejects.toThrow('did not open within');
  });

  test('closes what a provider opens too late', async () => {
    const closed = Promise.withResolvers<void>();
    const late = Promise.withResolvers<OpenTunnel>();
    await expect(openAs(scripted(() => late.promise))).rejects.toThrow('did not open within');
    late.resolve(tunnelAt('mine', closed.resolve));
    await closed.promise;
  });
});

describe('an abort', () => {
  test('ends the opening and closes what was opened meanwhile', async () => {
    const stop = new AbortController();
    const closed: string[] = [];
    const provider = scripted(
      ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(tunnelAt('mine', () => closed.push('mine'))));
        }),
    );
    const opening = openAs(provider, stop.signal);
    const refused = expect(opening).rejects.toThrow('called off');
    stop.abort();
    await refused;
    expect(closed).toEqual(['mine']);
  });

  test('before the opening asks nobody', async () => {
    const script = granting(['mine']);
    await expect(openAs(script.provider, AbortSignal.abort())).rejects.toThrow();
    expect(script.opened).toEqual([]);
  });
});

test('an error of the provider comes through', async () => {
  const failing = scripted(() => Promise.reject(new Error('The tunnel server is gone.')));
  await expect(openAs(failing)).rejects.toThrow('The tunnel server is gone.');
});

describe('closing in time', () => {
  test('does not wait for ever, and is no error', async () => {
    const stuck = { ...tunnelAt('mine', () => undefined), close: () => new Promise<void>(() => undefined) };
    await closeInTime(stuck, 30);
    const failing = { ...stuck, close: () => Promise.reject(new Error('no')) };
    await closeInTime(failing, 10_000);
    expect(appLimits.tunnel.closeTimeoutMs).toBe(2000);
  });
});
