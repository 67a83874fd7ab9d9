import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Server, startProcess } from './capture-processes.ts';
import { startTapline } from './tapline-process.ts';

/** Until Tapline's start is over: two seconds in, it bounds its memory for short-lived objects. */
const settledMs = 2500;

export const sink: Server = {
  name: 'sink',
  absent: null,
  async start() {
    const { output, ...started } = await startProcess({
      command: process.execPath,
      args: [join(import.meta.dirname, 'capture-sink.ts')],
      ready: /Receiver +\S+\n/,
    });
    const url = `${/Receiver +(\S+)/.exec(output)?.[1]}/callback`;
    return { ...started, url, stored: async () => null };
  },
};

/**
 * The built app.
 * @param build folder with `bin/` and `out/`
 */
export function tapline(build: string, name: string): Server {
  const isBuilt = existsSync(join(build, 'out/main/cli.js'));
  return {
    name,
    absent: isBuilt ? null : `${build} is not built: run "npm run build" there first`,
    async start(database) {
      const running = await startTapline({ build, database });
      const before = await running.count();
      await new Promise((done) => setTimeout(done, settledMs));
      return {
        pid: running.pid,
        url: `${running.receiver}/callback`,
        async stored(waitForIndex) {
          const began = performance.now();
          const posts = (await running.count()) - before;
          if (waitForIndex) await running.untilIndexed();
          return { posts, indexedMs: waitForIndex ? performance.now() - began : null };
        },
        stop: running.stop,
      };
    },
  };
}
