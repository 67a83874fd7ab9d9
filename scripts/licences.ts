import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Writes the licences of all packages that a build took in beside it, as they ask for. */
export function licences(): Plugin {
  return {
    name: 'tapline:licences',
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const folder = packageFolder(id);
          if (folder) folders.add(folder);
        }
      }
      const source = [...new Set([...folders].sort().map(notice))].join(`\n${'-'.repeat(80)}\n\n`);
      if (source) this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENCES.txt', source });
    },
  };
}

/** Folder of the package that a module belongs to, or null for one of ours. */
function packageFolder(id: string): string | null {
  const found = /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id);
  const folder = found?.[1];
  return folder && existsSync(join(folder, 'package.json')) ? folder : null;
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(one));
  const words = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${String(license)}`;
  return `${String(name)} ${String(version)} (${String(license)})\n\n${words}\n`;
}
