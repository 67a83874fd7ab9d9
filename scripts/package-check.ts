import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuses } from '../electron-builder.config.ts';
import { type AsarEntry, readAsar } from './asar.ts';

const driver = 'node_modules/better-sqlite3/';
/** The archive without the database's module, which lies beside it. In bytes. */
export const archiveLimit = 12 * 1024 * 1024;
const needed = [
  'package.json',
  'LICENSE',
  'out/main/desktop.js',
  'out/main/store-writer.js',
  'out/main/store-reader.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  `${driver}lib/index.js`,
];

/**
 * Looks into a packaged app.
 * @param resources its folder `resources`; `target` as in the prebuilt modules' names, such as `linux-x64`
 * @returns a sentence for each thing that is wrong
 */
export function checkArchive(resources: string, target: string): string[] {
  const { entries, text } = readAsar(join(resources, 'app.asar'));
  const paths = new Set(entries.map(({ path }) => path));
  const module = `${driver}prebuilds/${target}.node`;
  const wrong = [
    ...needed.filter((path) => !paths.has(path)).map((path) => `${path} is missing.`),
    ...entries.filter((entry) => !belongs(entry, module)).map(({ path }) => `${path} does not belong there.`),
  ];
  if (!existsSync(join(resources, 'app.asar.unpacked', module))) wrong.push(`${module} is not beside the archive.`);
  const size = entries.reduce((sum, entry) => sum + (entry.unpacked ? 0 : entry.size), 0);
  if (size > archiveLimit) wrong.push(`The archive holds ${size} bytes, more than ${archiveLimit}.`);
  const { main, desktopName } = JSON.parse(text('package.json')) as Record<string, unknown>;
  if (main !== 'out/main/desktop.js') wrong.push(`It starts ${String(main)}.`);
  if (desktopName !== 'tapline.desktop') wrong.push(`Its desktop file would be ${String(desktopName)}.`);
  return wrong;
}

function belongs({ path, unpacked }: AsarEntry, module: string): boolean {
  if (path.endsWith('.node')) return path === module && unpacked;
  if (unpacked || path.endsWith('.map') || path.endsWith('.ts')) return false;
  if (path.startsWith(driver)) return /^(lib\/.+\.js|package\.json|LICENSE)$/.test(path.slice(driver.length));
  return path.startsWith('out/') || path === 'package.json' || path === 'LICENSE';
}

/** What stands before the fuses in Electron's executable: https://www.electronjs.org/docs/latest/tutorial/fuses */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseOrder: readonly (keyof typeof fuses)[] = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
];

/** Reads the fuses of an executable. @returns a sentence for each that is not as it should be */
export function checkFuses(executable: string): string[] {
  const binary = readFileSync(executable);
  const at = binary.indexOf(fuseSentinel, 0, 'latin1');
  if (at === -1) return [`${executable} has no fuses.`];
  // After the sentinel: the version of the list, its length, then one character for each fuse.
  const states = at + fuseSentinel.length + 2;
  return fuseOrder
    .filter((name, index) => String.fromCharCode(binary[states + index] ?? 0) !== (fuses[name] ? '1' : '0'))
    .map((name) => `The fuse ${name} is not ${fuses[name] ? 'on' : 'off'}.`);
}

/** Lines for SHA256SUMS, sorted by name, as `sha256sum --check` reads them. @param folder with the files to be released */
export function checksums(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map(({ name }) => name)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('');
}

if (import.meta.main) {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'checksums' && rest[0]) process.stdout.write(checksums(rest[0]));
  else if (command === 'app' && rest[0] && rest[1] && rest[2]) {
    const wrong = [...checkArchive(rest[0], rest[1]), ...checkFuses(rest[2])];
    for (const sentence of wrong) console.error(sentence);
    if (wrong.length > 0) process.exitCode = 1;
    else console.log('The package holds what it should.');
  } else {
    console.error('Usage: package-check.ts checksums <folder> | app <resources> <platform-arch> <executable>');
    process.exitCode = 2;
  }
}
