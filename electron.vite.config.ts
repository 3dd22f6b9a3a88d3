import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { replayFile } from './scripts/lib/replay-file.ts';

/** electron-vite takes its Node target from Electron's version; where Electron is not installed this one is meant. */
process.env['ELECTRON_MAJOR_VER'] ??= '44';

/**
 * `main` holds every entry that runs on Node: the command line, the browser shell, Electron's main process and the inference host.
 * The preload is CommonJS, because a sandboxed one has to be; the renderer is the same in both shells.
 */
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // Native packages stay outside; small pure ones are taken in, so that a start reads few files.
      externalizeDeps: { exclude: ['commander', 'ws', 'yaml', 'zod'] },
      rolldownOptions: {
        input: {
          cli: 'src/cli/entry.ts',
          shell: 'src/shell/entry.ts',
          main: 'src/main/entry.ts',
          'inference-host': 'src/inference/host/main.ts',
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the entries: code that finds a neighbour by import.meta.url finds it from every chunk.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // Relative, so that one build serves an http origin, the app scheme and a path below either.
    base: './',
    plugins: [react(), tailwindcss(), replayFile()],
    server: { host: '127.0.0.1', strictPort: true },
    build: {
      target: 'chrome120',
      // The policy allows no data: scripts or fonts; every asset is a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
});
