import { codeOf, messageOf, StartError } from '../errors.ts';

/** True for the errors of a disk without room, whoever met it. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(codeOf(error) ?? '');
}

/** Why Tapline cannot start with a data folder that it tried to write to, and what to do. */
export function folderError(folder: string, error: unknown): StartError {
  const hint = isDiskFull(error)
    ? 'The disk is full: free some space and start again.'
    : 'Make it writable, or name another one with --data.';
  return new StartError(`The data folder ${folder} cannot be written (${messageOf(error)}). ${hint}`, { cause: error });
}
