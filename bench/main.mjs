/** `npm run bench`: deliberations on the real model; `npm run bench -- renderer`: the window. */
await (process.argv[2] === 'renderer' ? import('./renderer.ts') : import('./run.ts'));
