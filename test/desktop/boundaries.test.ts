import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = dirname(dirname(import.meta.dirname));
const sources = ['contract', 'main', 'preload', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
);

/** Paths, with `/`, of the sources in which the pattern occurs. */
function sourcesWith(pattern: RegExp): string[] {
  return sources
    .filter((file) => pattern.test(readFileSync(file, 'utf8')))
    .map((file) => file.slice(root.length + 1).replaceAll(sep, '/'))
    .sort();
}

const electronImport = /\bfrom 'electron'|\b(?:import|require)\('electron'\)/;

test('only the desktop entry, its folder and the preload script import electron', () => {
  const files = sourcesWith(electronImport);
  expect(files).toContain('main/desktop/window.ts');
  expect(files.filter((file) => !/^(main\/desktop\.ts|main\/desktop\/.+|preload\/index\.ts)$/.test(file))).toEqual([]);
});

test('what can be decided without Electron does not import it', () => {
  const files = sourcesWith(electronImport);
  const names = ['rules', 'assets', 'placement', 'window-file', 'profile', 'report', 'openings', 'autostart', 'icon'];
  for (const name of [...names, 'post-bursts', 'tunnel-notices', 'follow', 'strings', 'forwarding', 'update-rules']) {
    expect(files).not.toContain(`main/desktop/${name}.ts`);
  }
});

test('messages of the page enter at one gate', () => {
  expect(sourcesWith(/\bipcMain\b/)).toEqual(['main/desktop/ipc-gate.ts']);
});

test('nothing loosens the window', () => {
  const loose =
    /nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false|webviewTag: true|bypassCSP|executeJavaScript|allowRunningInsecureContent: true|experimentalFeatures: true|[bB]linkFeatures|allowpopups|loadFile\(|commandLine/;
  expect(sourcesWith(loose)).toEqual([]);
});
