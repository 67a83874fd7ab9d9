import { defineConfig } from 'vitest/config';

/** How often and how long is looked for what should come about; a loaded machine is slow, and a test must not mind. */
const poll = { interval: 50, timeout: 20_000 };

/** Unit tests mirror the sources; flow tests run the built parts over real sockets; browser tests drive real Chromium. */
export default defineConfig({
  test: {
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
          include: ['test/{flow,desktop,packaging}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll },
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
