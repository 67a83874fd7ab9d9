import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { licences } from './scripts/licences.ts';
import { formsByTag, requireBuiltins } from './scripts/main-build.ts';
import { stylesOfEach, withoutSchemas } from './scripts/window-build.ts';

export default defineConfig({
  main: {
    plugins: [licences(), formsByTag(), requireBuiltins()],
    build: {
      outDir: 'out/main',
      // What package.json lists under `dependencies` stays a package; everything else becomes part of the built files.
      externalizeDeps: true,
      rollupOptions: {
        input: {
          desktop: 'main/desktop.ts',
          cli: 'main/cli.ts',
          // Worker threads are entries of their own; main/store/ finds them beside itself.
          'store-writer': 'main/store/writer-thread.ts',
          'store-reader': 'main/store/reader-thread.ts',
        },
        checks: { pluginTimings: false },
        // The contract only declares: a store thread that takes one word from it need not load the rest.
        treeshake: {
          moduleSideEffects: [{ test: /[\\/]contract[\\/][^\\/]+\.ts$/, sideEffects: false }],
          manualPureFunctions: ['z'],
        },
        // Flat output: a chunk can find the worker entries with a path relative to itself.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: 'preload/index.ts' },
        // A sandboxed preload must be CommonJS in one file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [withoutSchemas(), stylesOfEach(), react(), licences()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // Fonts stay files: the window's policy allows no data: URLs for them.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      rollupOptions: {
        input: 'renderer/index.html',
        // What the first screen needs comes in one piece; in dozens of shared ones it would come later.
        output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
      },
    },
  },
});
