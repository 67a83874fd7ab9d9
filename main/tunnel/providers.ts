import type { ProviderInfo, TunnelChoice } from '../../contract/index.ts';
import { createLocaltunnel } from './localtunnel.ts';
import type { TunnelProvider } from './provider.ts';
import { createUrlTunnel } from './url.ts';

/**
 * The provider for a choice; null = off.
 * @throws Error with a sentence when a value of the choice cannot be used
 */
export function providerOf(choice: TunnelChoice, version: string): TunnelProvider | null {
  if (choice.provider === 'localtunnel') return createLocaltunnel({ host: choice.host, version });
  if (choice.provider === 'url') return createUrlTunnel(choice.url);
  return null;
}

export async function providerInfos(): Promise<ProviderInfo[]> {
  return [];
}
