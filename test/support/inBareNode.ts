import { registerHooks } from 'node:module';

const bareVsCode = new URL('bareVsCode.ts', import.meta.url).href;

// To be imported before anything that imports `vscode`, which has to be loaded with `import()` then.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: bareVsCode, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
