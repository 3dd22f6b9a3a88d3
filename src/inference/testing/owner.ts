import { FOREVER, must, nativeInference, spec } from './native.ts';

/**
 * A program that owns an inference host, prints the host's process id once a model is loaded, and waits to be killed. Arguments: the
 * model's file and, where it is not the real one, the host's entry.
 */
const [file = '', hostEntry] = process.argv.slice(2);
const inference = nativeInference(file, hostEntry === undefined ? {} : { hostEntry });
must(await inference.load([spec()], { exact: false, ...FOREVER }));
process.stdout.write(`${inference.pid}\n`);
setInterval(() => {}, 1000);
