import type { Provenance } from './provenance.ts';
import { legalXmlText } from './xmlText.ts';

/**
 * Prompt and settings in the form that programs for generated images read from a PNG: the prompt, and
 * `Steps: 4, Seed: 7, …` as the last line.
 */
export function parametersText(
  provenance: Provenance,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const { prompt, inferenceSteps, seed, model, tool } = provenance;
  const settings = [
    ...(inferenceSteps === undefined ? [] : [`Steps: ${inferenceSteps}`]),
    `Seed: ${seed}`,
    `Size: ${width}x${height}`,
    `Model: ${quotedIfNeeded(model.slice(model.lastIndexOf('/') + 1))}`,
    `Version: ${quotedIfNeeded(tool)}`,
  ];
  return `${plainText(prompt)}\n${settings.join(', ')}`;
}

/** Nothing in it ends the text early, and line feeds are the only control characters. */
function plainText(text: string): string {
  return legalXmlText(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\t\u007f-\u009f]/g, (character) => (character === '\t' ? ' ' : '\ufffd'));
}

/** Commas and colons would end a value, so such a one is written as JSON. */
function quotedIfNeeded(value: string): string {
  return /[,:\n]/.test(value) ? JSON.stringify(value) : value;
}
