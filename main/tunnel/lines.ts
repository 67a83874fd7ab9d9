import { type TunnelChoice, tunnelChoiceSchema } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';
import type { Store } from '../store/types.ts';
import { version } from '../version.ts';
import { isValidName, randomName } from './name.ts';
import { providerOf } from './providers.ts';
import type { TunnelLine } from './supervisor.ts';

/** Names of the app's own values in the database. */
const values = { choice: 'tunnel-choice', name: 'tunnel-name', url: 'public-url' } as const;

/** What is used unless something else is chosen. */
export const defaultChoice: TunnelChoice = { provider: 'localtunnel', host: 'https://localtunnel.me', name: null };

type Values = Pick<Store, 'value' | 'putValue'>;

/**
 * The tunnel that was chosen in the window and is kept in the data folder, or null when none was. One that cannot be read,
 * because a newer Tapline wrote it, counts as none.
 */
export function keptChoice(store: Pick<Store, 'value'>): TunnelChoice | null {
  const text = store.value(values.choice);
  if (text === null) return null;
  try {
    return tunnelChoiceSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Keeps a choice for the next start. */
export function keepChoice(store: Values, choice: TunnelChoice): Promise<void> {
  return store.putValue(values.choice, JSON.stringify(choice));
}

/**
 * What the supervisor needs for a choice.
 * @throws TaplineError TUNNEL_INVALID with a sentence when a value of the choice cannot be used
 */
export async function lineOf(choice: TunnelChoice, store: Values): Promise<TunnelLine> {
  const chosen = 'name' in choice ? choice.name : null;
  if (choice.provider === 'localtunnel' && chosen !== null && !isValidName(chosen)) {
    throw new TaplineError(
      'TUNNEL_INVALID',
      'A name has 4 to 63 small letters, digits and hyphens, and neither begins nor ends with a hyphen.',
    );
  }
  try {
    return { choice, provider: providerOf(choice, version), name: chosen ?? (await keptName(store)) };
  } catch (error) {
    throw new TaplineError('TUNNEL_INVALID', messageOf(error));
  }
}

/** The URL the platform was given, as `keepUrl` got it last; null before there was one. */
export function keptUrl(store: Pick<Store, 'value'>): string | null {
  return store.value(values.url);
}

/** Keeps the URL the platform was given and, unless the user chose one, the name in it. */
export async function keepUrl(store: Values, url: string, { choice, provider }: TunnelLine): Promise<void> {
  await store.putValue(values.url, url);
  if (choice.provider !== 'localtunnel' || choice.name !== null) return;
  const name = provider?.nameOf(url) ?? null;
  if (name !== null && isValidName(name)) await store.putValue(values.name, name);
}

/** The name made once for this data folder: what the platform was told stays true. */
async function keptName(store: Values): Promise<string> {
  const kept = store.value(values.name);
  if (kept !== null && isValidName(kept)) return kept;
  const name = randomName();
  await store.putValue(values.name, name);
  return name;
}
