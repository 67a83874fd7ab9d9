import type { ZodType } from 'zod';

/**
 * What another version wrote in another form is left out. Asked in the main thread: to make the schemas takes a store thread a
 * good part of its start.
 */
export function ofThisForm<T>(schema: ZodType<T>, found: readonly unknown[]): T[] {
  return found.flatMap((one) => {
    const parsed = schema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}
