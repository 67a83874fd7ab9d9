import { defineConfig } from 'vitest/config';

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
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/{flow,desktop,packaging}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
