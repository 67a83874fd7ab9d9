import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../test/helpers/free-port.ts';
import { mitmproxyAddon, mockoonEnvironment, nodeRedFlow } from './capture-peer-files.ts';
import { type Server, type Started, startProcess } from './capture-processes.ts';

/** Installed for the bench alone, outside of the project. */
const cache = join(tmpdir(), 'tapline-bench-peers');
const packages = { mockttp: 'mockttp@4.6.5', mockoon: '@mockoon/cli@9.9.0', nodeRed: 'node-red@4.1.15' };

const folderOf = (name: string) => join(cache, name.replace(/^@/, '').replaceAll(/[@/]/g, '-'));
const moduleOf = (name: string) => join(folderOf(name), 'node_modules', name.replace(/(.)@.*/, '$1'));

/** Installs the peers that npm has, those versions, without their install scripts. Those that are there stay. */
export function installPeers(): void {
  for (const name of Object.values(packages)) {
    if (existsSync(moduleOf(name))) continue;
    const folder = folderOf(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    console.error(`Installing ${name} in ${folder} …`);
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
    execFileSync('npm', ['install', ...flags, name], { cwd: folder, stdio: 'inherit' });
  }
}

interface Prepared {
  command: string;
  args: string[];
  ready: RegExp;
  env?: NodeJS.ProcessEnv;
}

/** Makes a server of a program that is told its port and gets a folder for its files. */
function peer(name: string, absent: string | null, prepare: (port: number, folder: string) => Prepared): Server {
  return {
    name,
    absent,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-peer-'));
      const port = await freePort();
      const gone = () => rmSync(folder, { recursive: true, force: true });
      let started: Started;
      try {
        started = await startProcess(prepare(port, folder));
      } catch (error) {
        gone();
        throw error;
      }
      return {
        pid: started.pid,
        url: `http://127.0.0.1:${port}/callback`,
        stored: async () => null,
        async stop() {
          await started.stop();
          gone();
        },
      };
    },
  };
}

const installedOr = (name: string) => (existsSync(moduleOf(name)) ? null : 'not installed (--install-peers)');

/** Keeps every request in memory, as its users ask it for them. */
const mockttp = () =>
  peer('mockttp', installedOr(packages.mockttp), (port) => ({
    command: process.execPath,
    args: [join(import.meta.dirname, 'capture-mockttp.ts'), moduleOf(packages.mockttp), String(port)],
    ready: /Receiver/,
  }));

/** Logs each transaction, which is how it keeps what came. */
const mockoon = () =>
  peer('Mockoon, log', installedOr(packages.mockoon), (port, folder) => {
    const file = join(folder, 'environment.json');
    writeFileSync(file, mockoonEnvironment(port));
    return {
      command: process.execPath,
      args: [join(moduleOf(packages.mockoon), 'bin/run.js'), 'start', '--data', file, '--log-transaction'],
      ready: /Server started/,
      // Its log goes below the home folder.
      env: { HOME: folder, USERPROFILE: folder },
    };
  });

/** A flow that appends each payload to a file and answers. */
const nodeRed = () =>
  peer('Node-RED, file', installedOr(packages.nodeRed), (port, folder) => {
    writeFileSync(join(folder, 'flows.json'), nodeRedFlow(join(folder, 'posts.log')));
    writeFileSync(join(folder, 'settings.js'), 'module.exports = { uiHost: "127.0.0.1", httpAdminRoot: false };\n');
    return {
      command: process.execPath,
      args: [
        join(moduleOf(packages.nodeRed), 'red.js'),
        ...['--userDir', folder, '--port', String(port), join(folder, 'flows.json')],
      ],
      ready: /Started flows/,
    };
  });

/** Writes its flow file; an addon answers, so that no server behind it is measured. */
const mitmproxy = () => {
  const isThere = spawnSync('mitmdump', ['--version']).status === 0;
  return peer('mitmdump -w', isThere ? null : 'not installed (mitmdump is not on PATH)', (port, folder) => {
    const addon = join(folder, 'answer.py');
    writeFileSync(addon, mitmproxyAddon);
    const where = ['--listen-host', '127.0.0.1', '--listen-port', String(port), '--mode', 'reverse:http://127.0.0.1:9'];
    return {
      command: 'mitmdump',
      args: [...where, '--set', `confdir=${folder}`, '-w', join(folder, 'flows'), '-s', addon],
      ready: /listening/i,
      env: { PYTHONUNBUFFERED: '1' },
    };
  });
};

/** Other programs that receive and keep posts; those that are not there say so. */
export const peers = (): Server[] => [mockttp(), mockoon(), nodeRed(), mitmproxy()];
