import type { ImageCard, Obstacle, PanelState } from '../../src/protocol/messages.ts';
import type { PanelPage } from './panelPage.ts';
import { failedValues, imageBatch, imageCard, savedForm, setUp, state } from './samples.ts';
import type { ThemeName } from './themes.ts';

/** One state of the panel, for pictures and for checks of accessibility. */
export interface Scene {
  readonly name: string;
  readonly saved?: unknown;
  readonly images?: readonly ImageCard[];
  readonly widthsPx?: readonly number[];
  readonly heightPx?: number;
  readonly themes?: readonly ThemeName[];
  play(page: PanelPage): Promise<void>;
}

/** Shows the panel as a host would that has this to say. */
export async function showPanel(
  panelPage: PanelPage,
  values: Partial<PanelState> = {},
  images: readonly ImageCard[] = [],
): Promise<void> {
  await panelPage.send(setUp);
  await panelPage.send({ type: 'state', state: { ...state, ...values } });
  await panelPage.send({ type: 'images', images });
}

const options = { ...savedForm, open: { options: true, advanced: true, code: false } };
const changedDraft = {
  ...savedForm.draft,
  isSeedLocked: true,
  count: 1,
  altText: '',
  changed: {
    aspectRatio: '2:3',
    outputFormat: 'png',
    inferenceSteps: 2,
    goFast: false,
    megapixels: '0.25',
    disableSafetyChecker: true,
    model: 'black-forest-labs/flux-2-klein-9b',
  },
};
// Seeds in a row that the stand-in's painter gives four different skies: the README shows them.
const done = [0, 1, 2, 3].map((index) => imageCard({ seed: 2417722 + index }));
const running = [
  imageCard({ batchId: 'b2', seed: 11 }),
  imageCard({ batchId: 'b2', seed: 12, status: 'saving', words: 'Saving' }),
  imageCard({ batchId: 'b2', seed: 13, status: 'running', words: 'Generating' }),
  imageCard({ batchId: 'b2', seed: 14, status: 'queued', words: 'Waiting' }),
];
const inserted = [
  imageCard({ batchId: 'b3', seed: 21, insertedInto: 'guide.md', hasOthers: true }),
  ...imageBatch(3, { batchId: 'b3', hasOthers: false }),
];
const mixed = [
  imageCard({ batchId: 'm0', seed: 30, isDraft: true, width: 672, height: 384, byteCount: 31_000 }),
  ...inserted,
  ...(['9:16', '1:1', '2:3', '5:4'] as const).map((aspectRatio, index) =>
    imageCard({
      batchId: `m${index}`,
      aspectRatio,
      prompt: `a lighthouse, number ${index}`,
      width: 0,
    }),
  ),
];
const failed = [
  imageCard({ batchId: 'f1', seed: 41 }),
  imageCard({ batchId: 'f1', seed: 42, ...failedValues }),
  imageCard({
    batchId: 'f1',
    seed: 43,
    status: 'cancelled',
    words: 'Cancelled',
    remedies: [{ action: 'retry', label: 'Retry' }],
  }),
  imageCard({
    batchId: 'f1',
    seed: 44,
    ...failedValues,
    words:
      'The prompt was refused: it may go against the rules of the service. Try other words, and fewer of them.',
    remedies: [{ action: 'retry', label: 'Retry' }],
  }),
];

const obstacles: readonly Obstacle[] = ['noKey', 'noFolder', 'restricted', 'offline', 'noCredit'];

export const panelScenes: readonly Scene[] = [
  { name: 'empty', play: (page) => showPanel(page) },
  {
    name: 'filled',
    saved: savedForm,
    widthsPx: [220, 300, 760],
    play: (page) => showPanel(page),
  },
  {
    name: 'busy',
    saved: savedForm,
    images: running,
    widthsPx: [220, 300, 760],
    play: (page) =>
      showPanel(
        page,
        { queue: { running: 3, total: 4, words: 'Generating: 1 of 4 ready' } },
        running,
      ),
  },
  {
    name: 'done',
    saved: savedForm,
    images: done,
    widthsPx: [220, 300, 760, 1200],
    async play(page) {
      await showPanel(page, {}, done);
      await page.send({ type: 'announce', text: '4 images are ready' });
      await page.page.getByRole('listitem').first().locator('.stage').hover();
    },
  },
  {
    name: 'inserted',
    saved: savedForm,
    images: mixed,
    heightPx: 1500,
    widthsPx: [300, 760],
    play: (page) => showPanel(page, {}, mixed),
  },
  {
    name: 'failed',
    saved: savedForm,
    images: failed,
    heightPx: 1000,
    widthsPx: [220, 300, 760],
    play: (page) => showPanel(page, {}, failed),
  },
  {
    name: 'menu',
    saved: savedForm,
    images: running,
    async play(page) {
      await showPanel(page, {}, running);
      await page.page.getByRole('button', { name: 'More actions' }).first().focus();
      await page.page.keyboard.press('Enter');
    },
  },
  {
    name: 'options',
    saved: options,
    heightPx: 1250,
    widthsPx: [220, 300],
    play: (page) => showPanel(page),
  },
  {
    name: 'changed',
    saved: { ...options, draft: changedDraft },
    heightPx: 1250,
    play: (page) => showPanel(page),
  },
  {
    name: 'changedFolded',
    saved: { ...options, open: {}, draft: changedDraft },
    themes: ['dark', 'light'],
    play: (page) => showPanel(page),
  },
  {
    name: 'code',
    saved: { ...savedForm, open: { code: true } },
    widthsPx: [220, 300, 760],
    play: (page) => showPanel(page),
  },
  {
    name: 'promptMissing',
    async play(page) {
      await showPanel(page);
      await page.page.getByRole('button', { name: /^Generate/ }).click();
    },
  },
  {
    name: 'problem',
    saved: savedForm,
    play: (page) =>
      showPanel(page, {
        preview: {
          ...state.preview,
          problem: 'The setting “Flux Klein: Assets Folder” points outside the workspace.',
        },
      }),
  },
  ...obstacles.map((obstacle): Scene => ({
    name: obstacle,
    saved: savedForm,
    themes:
      obstacle === 'noKey' ? ['dark', 'light', 'highContrast', 'highContrastLight'] : ['dark'],
    play: (page) => showPanel(page, { obstacle }),
  })),
];
