import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Writes the file by which Linux desktops start programs at login (freedesktop.org, Desktop Application Autostart).
 * @throws Error when it cannot be written
 */
export function writeAutostart(env: NodeJS.ProcessEnv, command: readonly string[]): void {
  const file = autostartFile(env);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, autostartEntry(command), { mode: 0o644 });
}

/** @throws Error when it is there and cannot be removed */
export function removeAutostart(env: NodeJS.ProcessEnv): void {
  rmSync(autostartFile(env), { force: true });
}

/** Where desktops look for what to start after the sign-in (XDG autostart specification). */
export function autostartFile(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart', 'tapline.desktop');
}

/** Content of the file. Desktop entries have a quoting of their own, in two layers. */
export function autostartEntry(command: readonly string[]): string {
  const lines = ['[Desktop Entry]', 'Type=Application', 'Name=Tapline', `Exec=${command.map(quoted).join(' ')}`];
  return `${lines.join('\n')}\n`;
}

function quoted(argument: string): string {
  const inQuotes = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  // A value of any key has its backslashes doubled, whatever the key says about quotes; line ends would end the value.
  return `"${inQuotes}"`.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
