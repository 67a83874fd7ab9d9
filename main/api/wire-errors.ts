import { ORPCError } from '@orpc/server';
import { errorCodes } from '../../contract/index.ts';
import { messageOf, TaplineError } from '../errors.ts';

/** Around every call, its validation included: what it throws becomes one of the closed list of errors. */
export function wireErrors(onFault: (error: unknown) => void) {
  return async <T>({ next }: { next(): Promise<T> }): Promise<T> => {
    try {
      return await next();
    } catch (error) {
      throw toWire(error, onFault);
    }
  };
}

/** Any error as one of the closed list; what is none of it is a fault of ours and goes to the log. */
function toWire(error: unknown, onFault: (error: unknown) => void): ORPCError<string, unknown> {
  if (error instanceof TaplineError) {
    return new ORPCError(error.code, { status: error.status, message: error.message, cause: error });
  }
  if (error instanceof ORPCError && error.code in errorCodes && error.code !== 'BAD_REQUEST') return error;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return new ORPCError('BAD_REQUEST', { message: explainInput(error) });
  }
  onFault(error);
  return new ORPCError('INTERNAL', {
    status: errorCodes.INTERNAL.status,
    message: `Tapline failed at this (${messageOf(error)}). Nothing stored is lost; the log on stderr has the details.`,
  });
}

/** Says which part of an input is wrong, from the validator's findings. */
function explainInput(error: ORPCError<string, unknown>): string {
  const issues = (
    error.data as { issues?: { message: string; path?: (PropertyKey | { key: PropertyKey })[] }[] } | undefined
  )?.issues;
  if (!issues || issues.length === 0) return error.message;
  return issues
    .slice(0, 3)
    .map(({ message, path }) => {
      const parts = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
      // The contract's own structure means nothing to the caller.
      if (parts.length > 1 && ['query', 'body', 'params'].includes(parts[0] as string)) parts.shift();
      const where = parts.join('.');
      return where ? `"${where}": ${message}` : message;
    })
    .join('; ');
}
