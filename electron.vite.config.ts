import { defineConfig } from 'electron-vite';

/** electron-vite takes its Node target from Electron's version; where Electron is not installed this one is meant. */
process.env['ELECTRON_MAJOR_VER'] ??= '44';

/** `main` holds every entry that runs on Node: the command line and the inference host. Preload and renderer come with the window. */
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      // Native packages stay outside; small pure ones are taken in, so that a start reads few files.
      externalizeDeps: { exclude: ['commander', 'yaml', 'zod'] },
      rolldownOptions: {
        input: { cli: 'src/cli/entry.ts', 'inference-host': 'src/inference/host/main.ts' },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the entries: code that finds a neighbour by import.meta.url finds it from every chunk.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
});
