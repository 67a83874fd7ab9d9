#!/usr/bin/env node
// Plain JavaScript without newer syntax: this file has to say its sentence on a Node that is too old for the app.
import * as nodeModule from 'node:module';

// Not with import, which reads each export of Node's modules at once, also those that are made when they are asked for.
const require = nodeModule.createRequire(import.meta.url);
const { existsSync } = require('node:fs');
const { constants, homedir } = require('node:os');
const { dirname, join, sep } = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

const neededMajor = 22;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'out', 'main', 'cli.js');
const ownNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
// Set for the second run, so that a toolchain of the wrong version cannot start itself for ever.
const restartMark = 'TAPLINE_RESTARTED';
/** When everything that a start runs has run. */
const keptAfterMs = 1000;
const restarted = process.env[restartMark] !== undefined;
delete process.env[restartMark];

if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  if (existsSync(ownNode) && !restarted) runOn(ownNode);
  else stop(tooOld());
} else if (!existsSync(cli)) {
  stop('Tapline is not built yet: run "npm run build" in its folder, or "npm start", which builds and opens it.');
} else {
  if (restarted) dieWithParent();
  keepCompiledCode();
  await import(pathToFileURL(cli).href);
}

/** @param {string} node */
function runOn(node) {
  const { spawn } = require('node:child_process');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel carries nothing: its end tells the child that this process was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [restartMark]: '1' },
    // Out of the terminal's process group: Ctrl+C would reach the child twice, once from the terminal and once from here.
    detached: process.platform !== 'win32',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) {
    process.on(signal, () => {
      // A Windows console tells the child by itself, and kill() there would end it without a clean close.
      if (process.platform !== 'win32') child.kill(signal);
    });
  }
  child.on('error', () => stop(tooOld()));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** Without this, killing the process that was started would leave the real one behind, holding ports and data folder. */
function dieWithParent() {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}

/**
 * Compiling takes a third of the start, so Node keeps what it compiled. In the user's own folder: Node's default is one that
 * all users of a machine can write to. Where nothing can be kept, the start is as slow as ever.
 */
function keepCompiledCode() {
  const { env, platform } = process;
  const caches = {
    darwin: () => join(homedir(), 'Library', 'Caches'),
    win32: () => env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'),
  }[platform];
  const folder = caches ? caches() : env.XDG_CACHE_HOME || join(homedir(), '.cache');
  nodeModule.enableCompileCache(env.NODE_COMPILE_CACHE || join(folder, 'tapline', 'compiled'));
  // Node keeps it at the end, without what was not used for long: of a run that took hours hardly anything of the start.
  setTimeout(() => nodeModule.flushCompileCache?.(), keptAfterMs).unref();
}

function tooOld() {
  // A package that others install brings no Node along; a checkout does.
  const isInstalled = root.split(sep).includes('node_modules');
  const help = isInstalled ? '' : ', or run "npm install" in Tapline\'s folder, which brings one along';
  return `Tapline needs Node ${neededMajor} or newer and this is Node ${process.versions.node}: install a current Node${help}.`;
}

/** @param {string} sentence */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
