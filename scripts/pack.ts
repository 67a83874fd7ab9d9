import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, Platform } from 'electron-builder';
import { packaging } from '../electron-builder.config.ts';

export interface PackOptions {
  /** Default: that of this machine. */
  platform?: NodeJS.Platform;
  /** Only the folder that installers are made of. */
  folderOnly?: boolean;
  /** Where the app is; it must be built. */
  projectDir: string;
  output?: string;
  electronDist?: string | undefined;
}

/**
 * Packages the built app for one system. Publishes nothing.
 * @returns paths of the installers
 * @throws Error when the app is not built, or the system cannot be packaged for here
 */
export async function packDesktop(options: PackOptions): Promise<string[]> {
  const { platform = process.platform, folderOnly = false, projectDir, output, electronDist } = options;
  if (!existsSync(join(projectDir, 'out', 'main', 'desktop.js'))) {
    throw new Error('Tapline is not built yet: run "npm run build" first.');
  }
  const target = { darwin: Platform.MAC, win32: Platform.WINDOWS, linux: Platform.LINUX }[platform as string];
  if (!target) throw new Error(`There are no packages for ${platform}: name linux, darwin or win32.`);
  return build({
    projectDir,
    targets: target.createTarget(folderOnly ? 'dir' : null),
    publish: 'never',
    config: packaging({ electronDist, ...(output ? { output } : {}) }),
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { platform: { type: 'string' }, dir: { type: 'boolean' }, 'electron-dist': { type: 'string' } },
  });
  const files = await packDesktop({
    ...(values.platform ? { platform: values.platform as NodeJS.Platform } : {}),
    folderOnly: values.dir ?? false,
    projectDir: join(import.meta.dirname, '..'),
    electronDist: values['electron-dist'],
  });
  for (const file of files) console.log(file);
}
