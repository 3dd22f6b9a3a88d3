import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = `${ROOT}out/replay-file/`;

/**
 * Beside the window its part for the HTML export: one script and one style without imports, which the exporter writes into a file.
 * It is made from the same sources and with every build of the window.
 */
export const replayFile = (): Plugin => ({
  name: 'replay-file',
  apply: 'build',
  async closeBundle() {
    const built = await build({
      configFile: false,
      root: `${ROOT}src/renderer`,
      logLevel: 'warn',
      plugins: [react(), tailwindcss()],
      build: {
        target: 'chrome120',
        write: false,
        modulePreload: false,
        cssCodeSplit: false,
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: `${ROOT}src/renderer/replay-file/main.tsx`,
          output: { format: 'iife', codeSplitting: false },
        },
      },
    });
    const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
    const scripts = outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : []));
    const styles = outputs.flatMap((one) => (one.type === 'asset' ? [String(one.source)] : []));
    const [script, style] = [scripts[0], styles[0]];
    if (script === undefined || style === undefined || scripts.length !== 1 || styles.length !== 1)
      this.error(
        `the part for the HTML export is ${scripts.length} scripts and ${styles.length} other files, not one of each`,
      );
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}script.js`, asElement(script));
    writeFileSync(`${FOLDER}style.css`, asElement(style));
  },
});

/** Text that an element can hold: what would end it or begin a comment is written another way, which means the same within a string. */
const asElement = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/<\/(?=script|style)/giu, String.raw`<\/`)
    .replaceAll('<!--', String.raw`<\x21--`);
