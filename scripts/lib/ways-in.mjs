/**
 * Which way into the program the arguments of `npm start` ask for, and what it is handed on. `--no-open` speaks of a browser.
 * @param {readonly string[]} argv
 * @returns {{ way: 'window' | 'browser' | 'terminal', args: string[] }}
 */
export function waysIn(argv) {
  const args = argv.filter((one) => one !== '--terminal' && one !== '--browser');
  if (argv.includes('--terminal')) return { way: 'terminal', args };
  return { way: argv.includes('--browser') || argv.includes('--no-open') ? 'browser' : 'window', args };
}
