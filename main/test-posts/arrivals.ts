import type { CapturedPost } from '../store/types.ts';

/** Names a test post on its way; the value is known to this process alone, so nobody else can pass for one. */
export const testHeader = 'X-Tapline-Test';

/** Recognises test posts when they come back to the receiver. */
export interface Arrivals {
  /**
   * Waits for one post with that value of the header. Several may wait for the same value; each post ends one wait.
   * @returns `forget` ends the wait
   */
  expect(nonce: string): { arrived: Promise<number>; forget(): void };
  /** True when these header lines (names and values in turn) are those of a test post under way. */
  isTest(rawHeaders: readonly string[]): boolean;
  /** A post was stored. */
  stored(post: CapturedPost, id: number): void;
}

/** Knows of no test post under way at first. */
export function createArrivals(): Arrivals {
  const underWay = new Map<string, ((id: number) => void)[]>();

  function nonceOf(rawHeaders: readonly string[]): string | null {
    if (underWay.size === 0) return null;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i]?.toLowerCase() === testHeader.toLowerCase()) return rawHeaders[i + 1] ?? null;
    }
    return null;
  }

  function forget(nonce: string, waiter: (id: number) => void): void {
    const left = underWay.get(nonce)?.filter((one) => one !== waiter) ?? [];
    if (left.length > 0) underWay.set(nonce, left);
    else underWay.delete(nonce);
  }

  return {
    expect(nonce) {
      const { promise: arrived, resolve } = Promise.withResolvers<number>();
      underWay.set(nonce, [...(underWay.get(nonce) ?? []), resolve]);
      return { arrived, forget: () => forget(nonce, resolve) };
    },
    isTest(rawHeaders) {
      const nonce = nonceOf(rawHeaders);
      return nonce !== null && underWay.has(nonce);
    },
    stored(post, id) {
      const nonce = nonceOf(post.rawHeaders);
      const [first] = nonce === null ? [] : (underWay.get(nonce) ?? []);
      if (nonce === null || !first) return;
      forget(nonce, first);
      first(id);
    },
  };
}
