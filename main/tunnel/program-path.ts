import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, extname, isAbsolute, join, resolve } from 'node:path';

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
}

/**
 * Where package managers put programs although an app that was not started from a terminal may not have them on its PATH.
 */
const usualFolders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin'],
  linux: ['/usr/local/bin', '/usr/bin', '/bin', '/snap/bin', '/home/linuxbrew/.linuxbrew/bin'],
};

/**
 * Finds a program as a shell would, without one.
 * @param program a name (`ssh`) that is looked for on PATH, or the path of a file; `~/` is the home folder.
 * @returns the path to start, or null when there is no such program.
 */
export async function findProgram(program: string, options: FindOptions = {}): Promise<string | null> {
  const { env = process.env, platform = process.platform } = options;
  const isWindows = platform === 'win32';
  const endings = isWindows ? windowsEndings(program, env) : [''];
  for (const folder of foldersFor(program, env, platform)) {
    for (const ending of endings) {
      const path = join(folder, program.replace(/^~(?=[/\\])/, homedir()) + ending);
      if (await isProgram(path, isWindows)) return path;
    }
  }
  return null;
}

function foldersFor(program: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (isAbsolute(program) || /^~[/\\]/.test(program)) return [''];
  if (/[/\\]/.test(program)) return [resolve()];
  const path = env.PATH ?? env.Path ?? '';
  const separator = platform === process.platform ? delimiter : platform === 'win32' ? ';' : ':';
  const folders = path
    .split(separator)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => isAbsolute(folder));
  return [...new Set([...folders, ...(usualFolders[platform] ?? [])])];
}

/** Batch files are left out: they cannot be started without a shell. */
function windowsEndings(program: string, env: NodeJS.ProcessEnv): string[] {
  const startable = ['.com', '.exe'];
  if (startable.includes(extname(program).toLowerCase())) return [''];
  const listed = (env.PATHEXT ?? '.COM;.EXE').toLowerCase().split(';');
  return startable.filter((ending) => listed.includes(ending));
}

async function isProgram(path: string, isWindows: boolean): Promise<boolean> {
  try {
    await access(path, isWindows ? constants.F_OK : constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
