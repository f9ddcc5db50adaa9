// Bundles the extension into dist/. Plain JavaScript, so that nothing has to be built to build.
const { rm, mkdir, writeFile } = require('node:fs/promises');
const { join, basename } = require('node:path');
const esbuild = require('esbuild');

const outdir = join(__dirname, 'dist');
const isWatching = process.argv.includes('--watch');

/**
 * VS Code loads an extension fastest as CommonJS, but esbuild splits only ES modules. So the bundle
 * is split first and each piece is turned into CommonJS after: a dynamic import in the source
 * becomes a `require` of a file of its own, and a module that two pieces share stays one module.
 */
const toCommonJs = {
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
        await Promise.all(outputFiles.map(writeAsCommonJs));
      }
      console.log('[watch] build finished');
    });
  },
};

async function writeAsCommonJs({ path, text }) {
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

async function main() {
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
    plugins: [toCommonJs],
  });
  if (isWatching) return context.watch();
  try {
    await context.rebuild();
  } finally {
    await context.dispose();
  }
}

main().catch((error) => {
  if (!error.errors) console.error(error);
  process.exitCode = 1;
});
