import { type ErrorBody, type ErrorCode, errorCodes } from '../contract/errors.ts';

/** The only error class of the main process: a code of the closed list and a sentence for the user. */
export class TaplineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'TaplineError';
    this.code = code;
  }

  /** HTTP status that goes with the code. */
  get status(): number {
    return errorCodes[this.code].status;
  }

  /** The wire shape; made here and nowhere else. */
  toBody(): ErrorBody {
    return { code: this.code, message: this.message };
  }
}

/**
 * The app cannot start. The message is one sentence that says why and what to do; the command line prints it and exits
 * with 1.
 */
export class StartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** The message of anything thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (`ECONNREFUSED` …) or null. */
export function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}
