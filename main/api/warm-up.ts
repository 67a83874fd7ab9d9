import { call } from '@orpc/server';
import type { AppRouter } from './router.ts';

/**
 * Asks what a window asks for first, before there is one: a browser takes a moment to come, and what the first call loads, compiles and
 * opens takes longer than the call.
 */
export async function warmUp(router: AppRouter): Promise<void> {
  try {
    await call(router.posts.list, { limit: 100 });
  } catch {
    // Whoever asks in earnest is told.
  }
}
