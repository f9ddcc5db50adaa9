/** Values the service documents for the FLUX.2 klein models. Source: the vendor's API pages. */
export const aspectRatios = ['1:1', '16:9', '9:16', '3:2', '2:3', '4:5', '5:4'] as const;
export const outputFormats = ['webp', 'jpg', 'png'] as const;
export const megapixelSizes = ['0.25', '1'] as const;

export type AspectRatio = (typeof aspectRatios)[number];
export type ImageFormat = (typeof outputFormats)[number];
export type Megapixels = (typeof megapixelSizes)[number];

export const modelIds = [
  'black-forest-labs/flux-2-klein-4b',
  'black-forest-labs/flux-2-klein-9b',
] as const;

export type ModelId = (typeof modelIds)[number];

/** What people call them. */
export const modelNames: Readonly<Record<ModelId, string>> = {
  'black-forest-labs/flux-2-klein-4b': 'FLUX.2 klein 4B',
  'black-forest-labs/flux-2-klein-9b': 'FLUX.2 klein 9B',
};

/** Inclusive range of whole numbers. */
export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** Both klein models take the same parameters in the same ranges. */
export const qualityRange: IntegerRange = { min: 0, max: 100 };
export const stepsRange: IntegerRange = { min: 1, max: 4 };

/** Images of one prompt in one command. */
export const countRange: IntegerRange = { min: 1, max: 8 };
/** Images of one command, however many prompts it has. */
export const imageLimit = 10_000;
/** Characters of a prompt. */
export const promptLimit = 10_000;

/** 0 may mean "random" to the service, so it is never sent. */
export const seedRange: IntegerRange = { min: 1, max: 4_294_967_295 };
