import { mkdir } from 'node:fs/promises';
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

// Takes the pictures of the README anew, in a real window on the stand-in service: node scripts/readmePictures.mjs

const picturesPath = join(projectRoot, 'media', 'readme');
const prompt = 'A lighthouse on a mole at dusk, terns in the air';

await runMain(async () => {
  await ensureDependencies();
  await continueInProjectNode();
  await ensureVsCode(currentVsCode);
  await ensureChromium();
  await mkdir(picturesPath, { recursive: true });
  const cleanUp = createCleanUp();
  try {
    const { page, workspacePath } = await openWindow(cleanUp);
    await takeOptions(page);
    await takeWindow(page, workspacePath);
  } finally {
    await cleanUp.run();
  }
});

async function openWindow(cleanUp) {
  const { copyWorkspace } = await import('../test/support/sampleWorkspace.ts');
  const { startStandIn } = await import('../test/support/standInProcess.ts');
  const { startVsCode } = await import('../test/support/vsCodeServer.ts');
  const { launchBrowser, openPage, openWorkbench } = await import('../test/support/browser.ts');
  const vsixFolder = join(cacheRoot, 'package');
  await mkdir(vsixFolder, { recursive: true });
  const { path: vsixPath } = await packageVsix(vsixFolder);
  const workspace = await copyWorkspace();
  cleanUp.defer(() => workspace.remove());
  const standIn = await startStandIn();
  cleanUp.defer(() => standIn.stop());
  const server = await startVsCode({
    version: currentVsCode,
    vsixPath,
    userSettings: {
      'fluxKlein.aspectRatio': '3:2',
      'workbench.colorTheme': 'Default Dark Modern',
      'workbench.layoutControl.enabled': false,
      'editor.fontSize': 13,
      'editor.lineNumbers': 'on',
      'editor.stickyScroll.enabled': false,
      'markdown.preview.fontSize': 13,
      'outline.problems.enabled': false,
      ...standIn.userSettings,
    },
    env: { ...standIn.env, ONE_MIN_AI_API_KEY: standIn.origins.apiKey },
  });
  cleanUp.defer(() => server.stop());
  const browser = await launchBrowser();
  cleanUp.defer(() => browser.close());
  const page = await openPage(browser, server, { widthPx: 1280, heightPx: 780 });
  await openWorkbench(page, server, { folderPath: workspace.path });
  return { page, workspacePath: workspace.path };
}

/** The options, as they stand before the first image. */
async function takeOptions(page) {
  const workbench = await import('../test/support/workbench.ts');
  await workbench.openFile(page, 'docs/guide.md');
  await workbench.goToLine(page, 10);
  await workbench.runCommand(page, 'Flux Klein: Generate Image');
  await workbench.answerQuickInput(page, prompt);
  const box = workbench.quickInput(page);
  await box.locator('.quick-input-list .monaco-list-row.focused').waitFor();
  await take(page, 'options', await box.boundingBox());
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'hidden' });
}

/** The document with its new picture, and the preview beside it. */
async function takeWindow(page, workspacePath) {
  const { generateImageAsAPerson } = await import('../test/support/generateImageJourney.ts');
  const { showPreviewToTheSide } = await import('../test/support/workbench.ts');
  await generateImageAsAPerson(page, {
    workspacePath,
    documentPath: 'docs/guide.md',
    line: 10,
    prompt,
  });
  await showPreviewToTheSide(page);
  await page.getByRole('treeitem', { name: 'assets' }).click();
  await page.getByRole('treeitem', { name: /\.webp$/ }).waitFor();
  await take(page, 'window');
}

async function take(page, name, clip) {
  const { default: sharp } = await import('sharp');
  const path = join(picturesPath, `${name}.png`);
  const picture = await page.screenshot(clip === undefined ? {} : { clip });
  await sharp(picture).png({ palette: true, quality: 90, effort: 10 }).toFile(path);
  console.log(path);
}
