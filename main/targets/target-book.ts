import type { Endpoint, Expectation, Header, Target } from '../../contract/index.ts';
import { TaplineError } from '../errors.ts';
import { parseTarget } from '../replay/target.ts';

/** What a user named as a target, found. */
export interface ResolvedTarget {
  /** Null for a bare URL. */
  name: string | null;
  url: string;
  /** Set on every request. */
  headers: readonly Header[];
  /** Milliseconds; null = the limit of the app. */
  timeoutMs: number | null;
  expect: Expectation | null;
}

export interface TargetBook {
  /** Finds a target by its name, else reads a URL. @throws TaplineError TARGET_INVALID */
  resolve(text: string): ResolvedTarget;
  /**
   * Where a post goes: to what was asked for, else to its endpoint's target, else to the default one.
   * @param endpoint path of the post's endpoint, or null
   * @throws TaplineError TARGET_MISSING, TARGET_INVALID
   */
  forPost(endpoint: string | null, asked?: string | null): ResolvedTarget;
  /** As `forPost`, but null where no target is known. @throws TaplineError TARGET_INVALID */
  find(endpoint: string | null, asked?: string | null): ResolvedTarget | null;
}

/** Knows targets by name. */
export function createTargetBook(options: {
  targets(): readonly Target[];
  endpoints(): readonly Endpoint[];
  /** Name or URL; null = none. */
  defaultTarget(): string | null;
}): TargetBook {
  const { targets, endpoints, defaultTarget } = options;

  function resolve(text: string): ResolvedTarget {
    const name = text.trim();
    const known = targets();
    const found =
      known.find((one) => one.name === name) ?? known.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found) return { ...found, url: found.url.trim() };
    try {
      parseTarget(name);
    } catch (error) {
      // Without a dot, colon or slash it was meant as a name.
      if (!(error instanceof TaplineError) || name === '' || !/^[^:/?#.]+$/.test(name) || /^\d+$/.test(name))
        throw error;
      const names = known.map((one) => `"${one.name}"`).join(', ');
      throw new TaplineError(
        'TARGET_INVALID',
        `There is no target named "${name}"${names ? `; there are ${names}` : ''}. Name one of them, or write a URL such as http://localhost:8080.`,
      );
    }
    return { name: null, url: name, headers: [], timeoutMs: null, expect: null };
  }

  function find(endpoint: string | null, asked?: string | null): ResolvedTarget | null {
    const own = endpoint === null ? null : endpoints().find((one) => one.path === endpoint)?.target;
    const text = asked?.trim() ? asked : (own ?? defaultTarget());
    return text === null ? null : resolve(text);
  }

  return {
    resolve,
    find,
    forPost(endpoint, asked) {
      const target = find(endpoint, asked);
      if (target) return target;
      throw new TaplineError(
        'TARGET_MISSING',
        'Name a target for the replay, for example http://localhost:8080, or set a default one in the settings.',
      );
    },
  };
}
