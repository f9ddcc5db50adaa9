import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCleanUp } from './cleanUp.mjs';
import { packageVsix } from './package.mjs';
import { cacheRoot } from './projectPaths.mjs';
import {
  continueInProjectNode,
  currentVsCode,
  ensureDependencies,
  ensureVsCode,
  runMain,
} from './setUp.mjs';

/** A service to talk to: the real one where a key for it is set, otherwise the stand-in. */
async function chooseService(cleanUp) {
  const realKey = process.env.ONE_MIN_AI_API_KEY;
  if (realKey) {
    console.log('ONE_MIN_AI_API_KEY is set: images come from the real service and cost credits.');
    return { env: { ONE_MIN_AI_API_KEY: realKey }, userSettings: {} };
  }
  const { startStandIn } = await import('../test/support/standInProcess.ts');
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  const { apiOrigin, apiKey } = standIn.origins;
  console.log(`Images come from a stand-in service at ${apiOrigin}; they cost nothing.`);
  console.log('Set ONE_MIN_AI_API_KEY to use the real one.');
  return {
    env: { ...standIn.env, ONE_MIN_AI_API_KEY: apiKey },
    userSettings: standIn.userSettings,
  };
}

async function openVsCode(cleanUp, vsixPath) {
  const { copyWorkspace } = await import('../test/support/sampleWorkspace.ts');
  const { startVsCode } = await import('../test/support/vsCodeServer.ts');
  const service = await chooseService(cleanUp);
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const server = await startVsCode({
    version: currentVsCode,
    vsixPath,
    userSettings: { 'workbench.startupEditor': 'readme', ...service.userSettings },
    env: service.env,
    // Whoever can open this window can run programs here, so the address alone must not be enough.
    connectionToken: randomBytes(24).toString('hex'),
  });
  cleanUp.defer(() => server.stop());
  return server.url({ folderPath: workspace.path });
}

async function start() {
  await ensureDependencies();
  await continueInProjectNode();
  await ensureVsCode(currentVsCode);
  console.log('Building the extension …');
  const vsixFolder = join(cacheRoot, 'package');
  await mkdir(vsixFolder, { recursive: true });
  const { path: vsixPath } = await packageVsix(vsixFolder);
  // Listening on and on: a second Ctrl+C must not cut the cleaning up short.
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
  });
  const cleanUp = createCleanUp();
  try {
    const url = await openVsCode(cleanUp, vsixPath);
    console.log(
      `\nVS Code ${currentVsCode} with the extension, on a copy of the sample workspace:\n`,
    );
    console.log(`  ${url}\n`);
    console.log('Open it in a browser here, press F1 and choose "Flux Klein: Generate Image".');
    console.log('Ctrl+C stops everything and removes the copy.');
    await stopped;
    console.log('\nStopping …');
  } finally {
    await cleanUp.run();
  }
}

await runMain(start, { exitsOnSignals: false });
