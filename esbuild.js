// Bundles the extension into dist/. Plain JavaScript, so that nothing has to be built to build.
const { rm, mkdir, readFile, writeFile } = require('node:fs/promises');
const { join, basename } = require('node:path');
const esbuild = require('esbuild');

/** What runs at activation; the other entries run in workers, where there is no `vscode`. */
const entryName = 'extension.js';
const workerNames = ['pictureWorker.js', 'imageWorker.js'];

/**
 * VS Code loads an extension fastest as CommonJS, but esbuild splits only ES modules. So the bundle
 * is split first and each piece is turned into CommonJS after: a dynamic import in the source
 * becomes a `require` of a file of its own, and a module that two pieces share stays one module.
 * Pieces that activation loads in any case join its own file, since each file takes longer than all that is in it.
 */
const toCommonJs = (outdir) => ({
  name: 'to-commonjs',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(async ({ errors, outputFiles, metafile }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      if (errors.length === 0) {
        await rm(outdir, { recursive: true, force: true });
        await mkdir(outdir, { recursive: true });
        await writePages(outdir);
        await writePieces(piecesOf(outputFiles, metafile), outdir);
      }
      console.log('[watch] build finished');
    });
  },
});

/** The pieces of a split bundle by file name, each with its text and the names of what it imports. */
function piecesOf(outputFiles, metafile) {
  const importsOf = new Map(
    Object.entries(metafile.outputs).map(([path, { imports }]) => [
      basename(path),
      imports
        .filter(({ external }) => !external)
        .map(({ path: imported, kind }) => ({
          name: basename(imported),
          isLoadedAtOnce: kind === 'import-statement',
        })),
    ]),
  );
  return new Map(
    outputFiles.map(({ path, text }) => {
      const name = basename(path);
      return [name, { text, imports: importsOf.get(name) }];
    }),
  );
}

/** @returns a set of the names of a piece and of all that it imports, in one go or ever */
function closureOf(pieces, start, isLater) {
  const names = new Set([start]);
  for (const name of names) {
    for (const imported of pieces.get(name).imports) {
      if (isLater || imported.isLoadedAtOnce) names.add(imported.name);
    }
  }
  return names;
}

async function writePieces(pieces, outdir) {
  const joined = closureOf(pieces, entryName, false);
  const ofWorkers = new Set(workerNames.flatMap((name) => [...closureOf(pieces, name, true)]));
  const write = async (name) => {
    const { code } = await esbuild.transform(pieces.get(name).text, commonJs);
    await writeFile(join(outdir, name), await withoutCeremony(withoutCopies(code)));
  };
  await Promise.all([
    writeFile(join(outdir, entryName), await joinPieces(pieces, joined)),
    // Node looks for the file of a piece that it has, too; the workers, which have no entry, read their own.
    ...[...pieces.keys()]
      .filter((name) => name !== entryName)
      .map((name) => {
        const isInEntryOnly = joined.has(name) && !ofWorkers.has(name);
        return isInEntryOnly ? writeFile(join(outdir, name), `// In ${entryName}\n`) : write(name);
      }),
  ]);
}

const commonJs = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  minify: true,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
};

/**
 * Bundles the pieces that join the entry into one. It hands them to Node under the names of their files, so that
 * the other pieces get them and no second copy.
 */
async function joinPieces(pieces, joined) {
  const others = [...joined].filter((name) => name !== entryName);
  const contents = [
    `import { join } from 'node:path';`,
    ...others.map((name, index) => `import * as piece${index} from './${name}';`),
    `const pieces = { ${others.map((name, index) => `'${name}': piece${index}`).join(', ')} };`,
    `for (const [name, exports] of Object.entries(pieces)) {`,
    `  const filename = join(__dirname, name);`,
    `  require.cache[filename] = { id: filename, filename, path: __dirname, loaded: true, children: [], paths: [], exports };`,
    `}`,
    `export * from './${entryName}';`,
  ].join('\n');
  const { outputFiles } = await esbuild.build({
    ...commonJs,
    stdin: { contents, resolveDir: __dirname },
    bundle: true,
    write: false,
    logLevel: 'warning',
    plugins: [
      {
        name: 'pieces',
        setup(build) {
          build.onResolve({ filter: /.*/ }, ({ path }) =>
            joined.has(basename(path))
              ? { path: basename(path), namespace: 'pieces' }
              : { path, external: true },
          );
          build.onLoad({ filter: /.*/, namespace: 'pieces' }, ({ path }) => ({
            contents: pieces.get(path).text,
          }));
        },
      },
    ],
  });
  return withoutCopies(outputFiles[0].text);
}

/**
 * What esbuild makes of `import * as vscode` copies several hundred names, at every import again. The module
 * itself does as well: nothing in it is a default export.
 */
const withoutCopies = (code) => code.replaceAll(/[\w$]+\((require\("vscode"\))(?:,1)?\)/g, '$1');

/**
 * Each piece brings along what marks it as an ES module for others' code, and a list of names for Node's own ES modules:
 * in small pieces that is most of them, and there are more than a hundred. Ours need the getters alone.
 */
async function withoutCeremony(code) {
  const form =
    /var ([\w$]+)=\{\};([\w$]+)\(\1,(\{(?:"?[\w$]+"?:\(\)=>[\w$.]+,?)*\})\);module\.exports=[\w$]+\(\1\);/;
  if (!form.test(code)) return code;
  const bare = code
    .replace(form, (_, _names, define, getters) => `${define}(exports,${getters});`)
    .replace(/0&&\(module\.exports=\{[^}]*\}\);\s*$/, '');
  const shaken = await esbuild.transform(bare, {
    target: commonJs.target,
    minify: true,
    legalComments: 'none',
    treeShaking: true,
  });
  return shaken.code;
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

const alias = {
  // One parser for MDX asks for its CommonJS form and the others for this one: a copy is enough.
  acorn: join(__dirname, 'node_modules/acorn/dist/acorn.mjs'),
  'decode-named-character-reference': join(
    __dirname,
    'src/core/documents/markdown/characterReference.ts',
  ),
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
const pageOptions = {
  entryPoints: {
    panel: join(__dirname, 'src/panel/main.ts'),
    history: join(__dirname, 'src/panel/history/main.ts'),
  },
  chunkNames: 'pages',
  outdir: join(__dirname, 'dist'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'chrome138',
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
  plugins: [panelAssets],
};

/**
 * What both pages have goes into `pages.js`, once, and comes first in the script of each: a script that is written
 * into a page can import nothing.
 */
async function writePages(outdir) {
  const { outputFiles } = await esbuild.build(pageOptions);
  const write = async ({ path, text }) => {
    const { code } = await esbuild.transform(text, { ...commonJs, platform: 'browser' });
    const body = `const module={};${code.trim()}`;
    const script =
      basename(path) === 'pages.js'
        ? `const pages=(()=>{${body}return module.exports})();\n`
        : `(()=>{const require=()=>pages;${body}})();\n`;
    await writeFile(join(outdir, basename(path)), script);
  };
  await Promise.all(outputFiles.map(write));
}

/** Empties `outdir` and bundles into it; with `isWatching` again and again, until the process ends. */
async function bundle({ outdir, isWatching }) {
  const context = await esbuild.context({
    entryPoints: {
      extension: join(__dirname, 'src/extension.ts'),
      pictureWorker: join(__dirname, 'src/node/pictureWorker.ts'),
      imageWorker: join(__dirname, 'src/node/imageWorker.ts'),
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    alias,
    chunkNames: '[name]-[hash]',
    minify: true,
    legalComments: 'none',
    write: false,
    metafile: true,
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

module.exports = { alias, bundle, pageOptions, writePages };

if (require.main === module) {
  const isWatching = process.argv.includes('--watch');
  bundle({ outdir: join(__dirname, 'dist'), isWatching }).catch((error) => {
    if (!error.errors) console.error(error);
    process.exitCode = 1;
  });
}
