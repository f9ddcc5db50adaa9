import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './ensureChromium.mjs';
import { projectRoot } from './projectPaths.mjs';
import {
  continueInProjectNode,
  currentVsCode,
  ensureDependencies,
  ensureVsCode,
  runMain,
} from './setUp.mjs';

const names = [
  'activation',
  'command',
  'variations',
  'memory',
  'search',
  'typing',
  'panel',
  'results',
  'history',
  'provenance',
  'cancel',
];

const usage = `Measures the extension in a real VS Code ${currentVsCode} against the stand-in service.

  npm run bench                       everything; about twenty minutes
  npm run bench -- command cancel     only these; there are: ${names.join(', ')}
  --rounds <n>                        times that each thing is measured (default 24)
  --strict                            end with 1 where a limit is missed
`;

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '24' },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  const isUsable =
    Number.isInteger(rounds) && rounds > 0 && positionals.every((name) => names.includes(name));
  if (values.help || !isUsable) {
    console.log(usage);
    return isUsable ? 0 : 2;
  }
  await ensureDependencies();
  await continueInProjectNode();
  await ensureVsCode(currentVsCode);
  await ensureChromium();
  const { runBench } = await import('../test/bench/runBench.ts');
  const { missed } = await runBench({
    version: currentVsCode,
    rounds,
    only: positionals.length > 0 ? positionals : names,
    jsonPath: join(projectRoot, 'out', 'bench.json'),
    say: (line) => console.log(line),
  });
  return values.strict && missed > 0 ? 1 : 0;
});
