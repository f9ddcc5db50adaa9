// Bundles the extension into dist/. Plain JavaScript, so that nothing has to be built to build.
const { rm, mkdir, readFile, writeFile } = require('node:fs/promises');
const { join, basename } = require('node:path');
const esbuild = require('esbuild');

/**
 * VS Code loads an extension fastest as CommonJS, but esbuild splits only ES modules. So the bundle
 * is split first and each piece is turned into CommonJS after: a dynamic import in the source
 * becomes a `require` of a file of its own, and a module that two pieces share stays one module.
 */
const toCommonJs = (outdir) => ({
  name: 'to-commonjs',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(async ({ errors, outputFiles }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      if (errors.length === 0) {
        await rm(outdir, { recursive: true, force: true });
        await mkdir(outdir, { recursive: true });
        await esbuild.build(panelOptions(outdir));
        await Promise.all(outputFiles.map((file) => writeAsCommonJs(file, outdir)));
      }
      console.log('[watch] build finished');
    });
  },
});

async function writeAsCommonJs({ path, text }, outdir) {
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
  });
  await writeFile(join(outdir, basename(path)), code);
}

/**
 * Undici carries its HTTP parser twice, with SIMD and without, 70 KB each. Every processor that VS Code runs on
 * has SIMD; where it has not, undici does not load, and VS Code's own fetch takes over.
 */
const oneHttpParser = {
  name: 'one-http-parser',
  setup(build) {
    build.onResolve({ filter: /\/llhttp-wasm(?:\.js)?$/ }, ({ path, ...args }) =>
      build.resolve(path.replace('llhttp-wasm', 'llhttp_simd-wasm'), {
        resolveDir: args.resolveDir,
        kind: args.kind,
      }),
    );
  },
};

/** Icons arrive in the panel as the path data of their drawings, style sheets as minified text. */
const panelAssets = {
  name: 'panel-assets',
  setup(build) {
    build.onLoad({ filter: /\.svg$/ }, async ({ path }) => {
      const outlines = (await readFile(path, 'utf8')).matchAll(/<path[^>]* d="([^"]+)"/g);
      return { contents: [...outlines].map(([, outline]) => outline).join(''), loader: 'text' };
    });
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const { code } = await esbuild.transform(text, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** The scripts of the panel and of the history, for web pages; their style sheets are inside. */
const panelOptions = (outdir) => ({
  entryPoints: {
    panel: join(__dirname, 'src/panel/main.ts'),
    history: join(__dirname, 'src/panel/history/main.ts'),
  },
  outdir,
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'chrome138',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [panelAssets],
});

/** Empties `outdir` and bundles into it; with `isWatching` again and again, until the process ends. */
async function bundle({ outdir, isWatching }) {
  const context = await esbuild.context({
    entryPoints: ['src/extension.ts', 'src/pictureWorker.ts'].map((path) => join(__dirname, path)),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    // One parser for MDX asks for its CommonJS form and the others for this one: a copy is enough.
    alias: { acorn: join(__dirname, 'node_modules/acorn/dist/acorn.mjs') },
    chunkNames: '[name]-[hash]',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [toCommonJs(outdir), oneHttpParser],
  });
  if (isWatching) return context.watch();
  try {
    await context.rebuild();
  } finally {
    await context.dispose();
  }
}

module.exports = { bundle, panelOptions };

if (require.main === module) {
  const isWatching = process.argv.includes('--watch');
  bundle({ outdir: join(__dirname, 'dist'), isWatching }).catch((error) => {
    if (!error.errors) console.error(error);
    process.exitCode = 1;
  });
}
