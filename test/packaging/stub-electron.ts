import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fuseSentinel } from '../../scripts/package-check.ts';

/** Makes a folder that looks like Electron's for Linux as far as packaging goes: nothing has to be fetched for it. */
export async function stubElectron(folder: string): Promise<string> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  // All fuses the other way round from where they have to be, so that each one has to be set.
  const asShipped = '10110011';
  const fuses = Buffer.from(`${fuseSentinel}\x01${String.fromCharCode(asShipped.length)}${asShipped}`, 'latin1');
  const executable = Buffer.concat([Buffer.from('\x7fELF stub '), fuses, Buffer.from(' end')]);
  await writeFile(join(folder, 'electron'), executable, { mode: 0o755 });
  for (const name of ['chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE', 'LICENSES.chromium.html', 'version']) {
    await writeFile(join(folder, name), 'stub');
  }
  for (const name of ['en-US.pak', 'de.pak']) await writeFile(join(folder, 'locales', name), 'stub');
  return folder;
}
