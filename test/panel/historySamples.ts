import type {
  FromHistory,
  HistoryItem,
  HistoryState,
  ToHistory,
} from '../../src/protocol/historyMessages.ts';
import { historyStrings } from '../../src/protocol/historyStrings.ts';
import type { PanelPage } from './panelPage.ts';

export type HistoryPage = PanelPage<ToHistory, FromHistory>;

export const historySetUp: ToHistory = { type: 'setUp', strings: historyStrings };

const prompts = [
  'A serene mountain lake at dawn, misty atmosphere, photorealistic',
  'A red fox in the snow',
  'Isometric workshop of a clockmaker, warm light, many small tools on the wall',
  'Lighthouse in the fog',
  'Watercolour of an old harbour, boats at low tide, gulls',
];

/** The image at one place of the list; those of one prompt stand together. */
export function historyItem(index: number, values: Partial<HistoryItem> = {}): HistoryItem {
  const round = Math.floor(index / prompts.length);
  const prompt = prompts[index % prompts.length]!;
  return {
    id: `image-${index + 1}`,
    prompt: round === 0 ? prompt : `${prompt}, version ${round + 1}`,
    seed: 1000 + index,
    aspectRatio: '16:9',
    model: 'FLUX.2 klein 4B',
    created: '12 Mar 2026, 10:00',
    fileName: `assets/image-${index + 1}.webp`,
    isFavourite: index % 7 === 3,
    ...values,
  };
}

export interface Listed {
  readonly state: HistoryState;
  readonly items: readonly HistoryItem[];
}

/** A list of groups of these sizes. */
export function listed(groupSizes: readonly number[], values: Partial<HistoryState> = {}): Listed {
  let group = 0;
  const items = groupSizes.flatMap((size) => {
    const { prompt } = historyItem(group++);
    return Array.from({ length: size }, () => prompt);
  });
  const all = items.map((prompt, index) => historyItem(index, { prompt }));
  return {
    items: all,
    state: {
      version: 1,
      phase: 'ready',
      total: all.length,
      groupSizes,
      models: [
        { value: 'black-forest-labs/flux-2-klein-4b', label: 'FLUX.2 klein 4B' },
        { value: 'black-forest-labs/flux-2-klein-9b', label: 'FLUX.2 klein 9B' },
      ],
      aspectRatios: [
        { value: '16:9', label: '16:9' },
        { value: '1:1', label: '1:1' },
      ],
      documentName: 'guide.md',
      items: all.slice(0, 60),
      ...values,
    },
  };
}

/** Shows the beginning of a list. */
export async function showHistory(page: HistoryPage, { state }: Listed): Promise<void> {
  await page.send(historySetUp);
  await page.send({ type: 'state', state });
}

/** Scrolls, and hands out every part of the list that the view has asked for. */
export async function scrollHistory(
  page: HistoryPage,
  topPx: number,
  { state, items }: Listed,
): Promise<void> {
  await page.page.evaluate(`scrollTo(0, ${topPx})`);
  await page.page.evaluate('host.settled()');
  for (const { start, count } of await page.posted('range')) {
    const part = items.slice(start, start + count);
    await page.send({ type: 'items', version: state.version, start, items: part });
  }
  await page.page.evaluate('host.settled()');
}
