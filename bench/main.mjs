/** `npm run bench`: deliberations on the real model; `-- renderer`: the window; `-- sweep`: a sweep that is killed and resumed. */
const benches = { renderer: () => import('./renderer.ts'), sweep: () => import('./sweep.ts') };
await (benches[process.argv[2]] ?? (() => import('./run.ts')))();
