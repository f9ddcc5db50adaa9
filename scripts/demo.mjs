import { cp, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createCleanUp } from './cleanUp.mjs';
import { ensureChromium } from './ensureChromium.mjs';
import { packageVsix } from './package.mjs';
import { cacheRoot, projectRoot } from './projectPaths.mjs';
import {
  continueInProjectNode,
  currentVsCode,
  ensureDependencies,
  ensureVsCode,
  runMain,
} from './setUp.mjs';

const prompt = 'A lighthouse on a mole at dusk, terns in the air';
// Kept after the run, so that its result can be looked at; made anew by the next one.
const workspacePath = join(projectRoot, 'out', 'demo', 'tern-harbour');
const screenshotPath = join(projectRoot, 'out', 'demo', 'screenshot.png');

await runMain(async () => {
  await ensureDependencies();
  await continueInProjectNode();
  await ensureVsCode(currentVsCode);
  await ensureChromium();
  console.log('Building the extension …');
  const vsixFolder = join(cacheRoot, 'package');
  await mkdir(vsixFolder, { recursive: true });
  const { path: vsixPath } = await packageVsix(vsixFolder);
  console.log(`Starting the stand-in service and VS Code ${currentVsCode} …`);
  const cleanUp = createCleanUp();
  try {
    const page = await openWindow(cleanUp, vsixPath);
    console.log(`Generating "${prompt}" from the palette …`);
    await showMainJob(page);
  } finally {
    await cleanUp.run();
  }
});

async function openWindow(cleanUp, vsixPath) {
  const { sampleWorkspacePath } = await import('../test/support/sampleWorkspace.ts');
  const { startStandIn } = await import('../test/support/standInProcess.ts');
  const { startVsCode } = await import('../test/support/vsCodeServer.ts');
  const { launchBrowser, openPage, openWorkbench } = await import('../test/support/browser.ts');
  await rm(join(projectRoot, 'out', 'demo'), { recursive: true, force: true });
  await mkdir(workspacePath, { recursive: true });
  await cp(sampleWorkspacePath, workspacePath, { recursive: true });
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  const server = await startVsCode({
    version: currentVsCode,
    vsixPath,
    userSettings: standIn.userSettings,
    env: { ...standIn.env, ONE_MIN_AI_API_KEY: standIn.origins.apiKey },
  });
  cleanUp.defer(() => server.stop());
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const page = await openPage(browser, server, { widthPx: 1440, heightPx: 900 });
  await openWorkbench(page, server, { folderPath: workspacePath });
  return page;
}

async function showMainJob(page) {
  const { generateImageAsAPerson } = await import('../test/support/generateImageJourney.ts');
  const { showPreviewToTheSide } = await import('../test/support/workbench.ts');
  const { default: sharp } = await import('sharp');
  try {
    const { documentLine, imagePath } = await generateImageAsAPerson(page, {
      workspacePath,
      documentPath: 'docs/guide.md',
      line: 10,
      prompt,
    });
    const { format, width, height } = await sharp(imagePath).metadata();
    const { size } = await stat(imagePath);
    await showPreviewToTheSide(page);
    console.log(`\nsaved       ${imagePath}`);
    console.log(`size        ${size} bytes, ${width} × ${height} pixels`);
    console.log(`format      ${format}`);
    console.log(`document    docs/guide.md now has the line`);
    console.log(`            ${documentLine}`);
  } finally {
    await page.screenshot({ path: screenshotPath });
    console.log(`screenshot  ${screenshotPath}`);
  }
}
