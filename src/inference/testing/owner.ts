import { FOREVER, must, nativeInference, spec } from './native.ts';

/** A program that owns an inference host, prints the host's process id once a model is loaded, and waits to be killed. */
const inference = nativeInference(process.argv[2] ?? '');
must(await inference.load([spec()], { exact: false, ...FOREVER }));
process.stdout.write(`${inference.pid}\n`);
setInterval(() => {}, 1000);
