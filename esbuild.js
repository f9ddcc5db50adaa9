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

/** The script of the panel, for a web page; its style sheets are inside. */
const panelOptions = (outdir) => ({
  entryPoints: { panel: join(__dirname, 'src/panel/main.ts') },
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
    entryPoints: [join(__dirname, 'src/extension.ts')],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    chunkNames: '[name]-[hash]',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [toCommonJs(outdir)],
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
