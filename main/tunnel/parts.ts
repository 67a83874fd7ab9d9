import { messageOf, StartError } from '../errors.ts';
import type { Store } from '../store/types.ts';
import { version } from '../version.ts';
import { createLocaltunnel } from './localtunnel.ts';
import { isValidName, randomName } from './name.ts';
import { createProbes, type Probes } from './probe.ts';
import type { TunnelProvider } from './provider.ts';
import { createUrlTunnel } from './url.ts';
import { findWayIn, type WayIn } from './way-in.ts';

export interface TunnelChoice {
  /** `localtunnel`, `off`, or an http(s) URL that already leads here. */
  tunnel: string;
  /** URL of the localtunnel server. */
  tunnelHost: string;
  /** Name asked for; null = one made once and kept. */
  subdomain: string | null;
}

export interface TunnelParts {
  provider: TunnelProvider | null;
  probes: Probes;
  wayIn(publicUrl: URL): Promise<WayIn>;
  name: string;
  /** Keeps the URL the platform was given and, unless the user chose one, the name in it. */
  saveUrl(url: string): Promise<void>;
}

/**
 * What the supervisor needs for the tunnel the user chose.
 * @throws StartError when the choice is none
 */
export async function tunnelParts(
  choice: TunnelChoice,
  store: Pick<Store, 'value' | 'putValue'>,
): Promise<TunnelParts> {
  try {
    const provider = providerOf(choice);
    const isLocaltunnel = choice.tunnel === 'localtunnel';
    const tunnelHost = isLocaltunnel ? choice.tunnelHost : null;
    return {
      provider,
      probes: createProbes({ version, tunnelHost }),
      wayIn: (publicUrl) => findWayIn(publicUrl, tunnelHost === null ? null : new URL(tunnelHost)),
      name: choice.subdomain ?? (await keptName(store)),
      async saveUrl(url) {
        await store.putValue('public-url', url);
        const name = provider?.nameOf(url) ?? null;
        if (choice.subdomain === null && name !== null && isValidName(name)) await store.putValue('tunnel-name', name);
      },
    };
  } catch (error) {
    throw new StartError(messageOf(error), { cause: error });
  }
}

function providerOf({ tunnel, tunnelHost }: TunnelChoice): TunnelProvider | null {
  if (tunnel === 'off') return null;
  return tunnel === 'localtunnel' ? createLocaltunnel({ host: tunnelHost, version }) : createUrlTunnel(tunnel);
}

/** The name made once for this data folder: what the platform was told stays true. */
async function keptName(store: Pick<Store, 'value' | 'putValue'>): Promise<string> {
  const kept = store.value('tunnel-name');
  if (kept !== null && isValidName(kept)) return kept;
  const name = randomName();
  await store.putValue('tunnel-name', name);
  return name;
}
