import { registerHooks } from 'node:module';

/** For `node --import`: whoever imports `electron` gets the fake, so that the built main process runs as it is. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron-module.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
