import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Hundreds of tests start threads and processes that load the same sources; with compiled ones kept, they start in half the time. */
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

/** In a clean checkout nothing is known of the last run; what takes longest must not start last, and be waited for alone. */
const longest = [
  'flow/kill',
  'desktop/shell',
  'flow/tunnel-',
  'flow/handlers',
  'flow/main-job',
  'tunnel/localtunnel-pool',
  'tunnel/conformance',
  'store/search-model',
  'store/removal',
  'code/snippets-run',
  'in-out/round-trip',
  'main/cli',
].map((name) => `/test/${name}`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longest.some((name) => moduleId.includes(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** How often and how long is looked for what should come about; a loaded machine is slow, and a test must not mind. */
const poll = { interval: 50, timeout: 20_000 };

/** Unit tests mirror the sources; flow tests run the built parts over real sockets; browser tests drive real Chromium. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{contract,dialects,store,receiver,tunnel,replay,forward,targets,feed,api,main,renderer,code,in-out}/**/*.test.ts',
          ],
          testTimeout: 40_000,
          expect: { poll },
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/{flow,packaging}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll },
        },
      },
      {
        // The desktop app's specs: its window is a page in Chromium, too. Run along with the flow tests.
        test: {
          name: 'desktop',
          include: ['test/desktop/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll },
          retry: 1,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A browser on a loaded machine may lose a race that no user would run; the summary names each test that needed this.
          retry: 1,
          expect: { poll },
        },
      },
    ],
  },
});
