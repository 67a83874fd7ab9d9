// Loaded before the main process (`node --import`): its `electron` is the stand-in, its arguments are those of Electron.
import { registerHooks } from 'node:module';

const standIn = new URL('electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

// Electron is told which app to run; Node is told which file.
if (process.env.TAPLINE_STAND_IN_APP) process.argv[1] = process.env.TAPLINE_STAND_IN_APP;
