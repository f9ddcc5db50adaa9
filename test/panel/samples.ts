import type { FormLimits, ImageCard, PanelState, ToPanel } from '../../src/protocol/messages.ts';
import { panelStrings } from '../../src/protocol/panelStrings.ts';
import { formLimits } from '../../src/vscode/views/panel/formLimits.ts';

/** Messages of a host in an ordinary hour, to be varied. */

export const limits: FormLimits = formLimits((english) => english);

export const setUp: ToPanel = { type: 'setUp', strings: panelStrings, limits, isMac: false };

export const prompt = 'A serene mountain lake at dawn, misty atmosphere, photorealistic';

const curl = `curl https://api.1min.ai/api/features \\
  --header 'API-KEY: <api-key>' \\
  --header 'Content-Type: application/json' \\
  --data '{"type":"IMAGE_GENERATOR","model":"black-forest-labs/flux-2-klein-4b","promptObject":{"prompt":"${prompt}"}}'`;

export const state: PanelState = {
  defaults: {
    aspectRatio: '1:1',
    model: 'black-forest-labs/flux-2-klein-4b',
    outputFormat: 'webp',
    outputQuality: 80,
    inferenceSteps: 4,
    goFast: true,
    megapixels: '1',
    disableSafetyChecker: false,
  },
  preview: {
    file: 'assets/a-serene-mountain-lake-at-dawn.webp',
    isFileKnown: true,
    target: 'docs/guide.md, line 12',
    documentName: 'guide.md',
    price: 'Costs 4,000 of 994,766 credits',
  },
  code: {
    curl,
    javascript: `const answer = await fetch('https://api.1min.ai/api/features');`,
    python: 'import json',
  },
  earlierPrompts: ['a red fox', 'a lighthouse in the fog'],
  queue: { running: 0, total: 0, words: '' },
};

/** A form with a prompt, four images and 16:9, as `setState` kept it. */
export const savedForm = {
  version: 1,
  draft: {
    prompt,
    seed: 2417733,
    isSeedLocked: false,
    count: 4,
    altText: null,
    changed: { aspectRatio: '16:9' },
  },
};

let lastId = 0;

/** A finished image; each has an id of its own. */
export function imageCard(values: Partial<ImageCard> = {}): ImageCard {
  lastId++;
  const isDone = (values.status ?? 'done') === 'done';
  return {
    id: `image-${lastId}`,
    batchId: 'batch-1',
    status: 'done',
    prompt,
    seed: 2417732 + lastId,
    aspectRatio: '16:9',
    isDraft: false,
    hasOthers: false,
    ...(isDone
      ? { width: 1344, height: 768, byteCount: 131_000, fileName: `assets/lake-${lastId}.webp` }
      : {}),
    ...values,
  };
}

/** So many images, asked for together. */
export function imageBatch(count: number, values: Partial<ImageCard> = {}): ImageCard[] {
  return Array.from({ length: count }, () => imageCard(values));
}

export const failedValues: Partial<ImageCard> = {
  status: 'failed',
  words: '1min.ai took too long to answer.',
  remedies: [
    { action: 'checkAgain', label: 'Check again' },
    { action: 'retry', label: 'Retry' },
  ],
};
