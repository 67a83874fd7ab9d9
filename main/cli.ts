import { CommanderError } from 'commander';
import { findElectron, runElectron } from './electron-runtime.ts';
import { messageOf, StartError } from './errors.ts';
import { openRunning, serve } from './headless.ts';
import { createLog } from './log.ts';
import { parseCommand } from './options.ts';
import { FolderInUseError } from './store/lock.ts';

process.exitCode = await run(process.argv.slice(2), process.env);

async function run(argv: string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const command = parseCommand(argv, env);
    if (command.command === 'serve') return await serve(command, createLog(env));
    const note = (line: string) => process.stderr.write(`${line}\n`);
    const electron = await findElectron({ env, note });
    if ('path' in electron) return await runElectron(electron.path, argv, env);
    try {
      return await serve(command, createLog(env), `Opening in the browser, because ${electron.reason}.`);
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
