import type { Worker } from 'node:worker_threads';
import { CommanderError } from 'commander';
import { ask } from './ask.ts';
import { findElectron, runElectron } from './electron-runtime.ts';
import { messageOf, StartError } from './errors.ts';
import { openRunning, serve } from './headless.ts';
import { createLog } from './log.ts';
import { parseCommand } from './options.ts';
import { replay } from './replay-command.ts';
import { FolderInUseError } from './store/lock.ts';

/**
 * The command line: runs the command and resolves with the exit code, 0 after a clean close, 1 when it cannot start, 2 for
 * wrong usage. What went wrong was said on stderr.
 * @param argv arguments after the program's name
 * @param spare a thread for the store's writer that was started before
 */
export async function run(argv: string[], env: NodeJS.ProcessEnv, spare: Worker | null = null): Promise<number> {
  try {
    const command = parseCommand(argv, env);
    if (command.command === 'replay') return await replay(command);
    if ('action' in command) return await ask(command);
    if (command.command === 'serve') return await serve(command, createLog(env), { spare });
    const note = (line: string) => process.stderr.write(`${line}\n`);
    const electron = await findElectron({ env, note });
    if ('path' in electron) return await runElectron(electron.path, argv, env);
    try {
      return await serve(command, createLog(env), { preface: `Opening in the browser, because ${electron.reason}.` });
    } catch (error) {
      // A second start means "show me the one that runs".
      if (error instanceof FolderInUseError && (await openRunning(error, command))) return 0;
      throw error;
    }
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(`${error instanceof StartError ? error.message : `Tapline failed: ${messageOf(error)}`}\n`);
    return 1;
  }
}
