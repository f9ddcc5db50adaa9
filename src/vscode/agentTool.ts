import * as vscode from 'vscode';
import { promptLimit } from '../core/models.ts';
import { parseGenerateArgs, type GenerateArgs } from '../core/request.ts';
import type { GeneratedImage } from './batch.ts';
import { checkNames } from './commandArguments.ts';
import type { BatchError } from './commands/generateWithArguments.ts';
import { l10n } from './l10n.ts';
import { asMarkdown, plainText } from './plainText.ts';
import { stopOn } from './stopping.ts';

/** What an agent may decide; the manifest tells it. Model and safety checker are the person's own. */
export const agentInputs = [
  'prompt',
  'aspectRatio',
  'megapixels',
  'outputFormat',
  'seed',
  'count',
  'altText',
  'folder',
  'fileName',
  'document',
];

export type Generate = (given: object, signal: AbortSignal) => Promise<GeneratedImage[]>;

/**
 * Generate Image for agents. The person is asked first, since each image is charged. Answers with each image in JSON
 * and as a picture; a link goes into a document only where one is named.
 * @param generate the command's form with arguments
 */
export function createAgentTool(generate: Generate): Required<vscode.LanguageModelTool<object>> {
  return {
    prepareInvocation({ input }) {
      const { prompt = '', count = 1 } = argumentsIn(input);
      const isOne = count === 1;
      const message = new vscode.MarkdownString();
      message.appendMarkdown(
        asMarkdown(l10n.t('Each image is charged to your 1min.ai account.')) +
          `\n\n${asMarkdown(plainText(prompt, promptLimit))}`,
      );
      return {
        invocationMessage: isOne
          ? l10n.t('Generating image')
          : l10n.t('Generating {0} images', count),
        confirmationMessages: {
          title: isOne ? l10n.t('Generate one image?') : l10n.t('Generate {0} images?', count),
          message,
        },
      };
    },

    async invoke({ input }, token) {
      argumentsIn(input);
      const { signal } = stopOn(token);
      signal.throwIfAborted();
      const args = { insert: 'document' in input, ...input };
      const { images, failures } = await generate(args, signal).then(
        (made): Outcome => ({ images: made, failures: [] }),
        (error: Partial<Outcome>): Outcome => {
          const { images: made = [], failures: failed = [] } = error;
          if (made.length > 0) return { images: made, failures: failed };
          throw error;
        },
      );
      const parts = await Promise.all(images.map(partsOf));
      const failed = failures.map(textPart);
      return new vscode.LanguageModelToolResult([...parts.flat(), ...failed]);
    },
  };
}

type Outcome = Pick<BatchError, 'images' | 'failures'>;

/** @throws {ImageError} `badRequest` that names the field and what is allowed. */
function argumentsIn(input: object): GenerateArgs {
  checkNames(input, agentInputs);
  const { document: _, ...args } = input as { document?: unknown };
  return parseGenerateArgs(args);
}

const textPart = (value: object) => new vscode.LanguageModelTextPart(JSON.stringify(value));

async function partsOf(image: GeneratedImage) {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(image.uri, true));
  const mime = `image/${image.format === 'jpg' ? 'jpeg' : image.format}`;
  return [textPart(image), vscode.LanguageModelDataPart.image(bytes, mime)];
}
