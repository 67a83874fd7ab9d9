import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Placement, placementSchema } from './placement.ts';

/** The window's last place; null when none was saved or the file cannot be used. */
export function readPlacement(dataFolder: string): Placement | null {
  try {
    return placementSchema.parse(JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Saves it at once, as the process may be about to end.
 * @throws Error when the data folder cannot be written.
 */
export function writePlacement(dataFolder: string, placement: Placement): void {
  const file = fileIn(dataFolder);
  writeFileSync(`${file}.new`, `${JSON.stringify(placement)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'window.json');
}
