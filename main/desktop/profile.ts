import { join } from 'node:path';
import { messageOf, StartError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';

/**
 * Makes the folder of Chromium's profile inside the data folder, so that each data folder has its own.
 * @throws StartError when the data folder cannot be written
 */
export function profileIn(dataFolder: string): string {
  const profile = join(dataFolder, 'window');
  try {
    makeFolder(profile);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataFolder} cannot be written (${messageOf(error)}). Make it writable, or name another one with --data.`,
      { cause: error },
    );
  }
  return profile;
}
