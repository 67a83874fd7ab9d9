import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          desktop: 'main/desktop.ts',
          cli: 'main/cli.ts',
          // Worker threads are entries of their own; main/store/ finds them beside itself.
          'store-writer': 'main/store/writer-thread.ts',
          'store-reader': 'main/store/reader-thread.ts',
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
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // Fonts stay files: the window's policy allows no data: URLs for them.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
});
