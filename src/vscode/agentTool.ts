import { mediaTypeOf } from '../core/imageFormats.ts';
import * as vscode from 'vscode';
import { ImageError, isRefused } from '../core/errors.ts';
import { promptLimit } from '../core/models.ts';
import { parseGenerateArgs } from '../core/request.ts';
import type { GeneratedImage } from '../app/making/batch.ts';
import { checkNames } from '../app/commandArguments.ts';
import type {
  AgentArguments,
  AgentPreview,
  GenerateForAgent,
} from '../app/commands/generateForAgent.ts';
import type { BatchError, PublicFailure } from '../app/commands/generateForProgram.ts';
import { commandIds } from './host/ids.ts';
import { l10n } from './host/l10n.ts';
import { asMarkdown, plainText, type PlainText } from '../app/words/plainText.ts';
import { requestWords } from '../app/words/requestWords.ts';
import { stopOn } from './host/stopping.ts';
import { showWarningMessage } from './dialogs/windowText.ts';

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

/** Of an agent's alt text: so much is shown before it goes into a document. The manifest says it, too. */
export const maxAgentAltText = 300;
/** A path longer than this is none that a person reads. */
const maxPathCharacters = 1000;

/**
 * Generate Image for agents. The person is asked first, since each image is charged, and sees what goes where.
 * Answers with each image in JSON and as a picture; a link goes into a document only where one is named.
 */
export function createAgentTool(
  generate: GenerateForAgent,
): Required<vscode.LanguageModelTool<object>> {
  return {
    async prepareInvocation({ input }) {
      const preview = await generate.preview(argumentsIn(input));
      const { count } = preview;
      const isOne = count === 1;
      const message = new vscode.MarkdownString();
      // As text: an agent's words are no links, and nothing that looks like a part of the question.
      message.appendMarkdown(linesOf(preview).map(asMarkdown).join('\n\n'));
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
      const args = argumentsIn(input);
      const { signal } = stopOn(token);
      signal.throwIfAborted();
      const { images, failures } = await generate.run(args, signal).then(
        (made): Outcome => ({ images: made, failures: [] }),
        (error: Partial<BatchError>): Outcome => {
          const { images: made = [], failures: failed = [] } = error;
          // An agent may keep it to itself, and a chat that was cancelled shows nothing of it.
          if (error.mayHaveBeenCharged) {
            const doubtful = failed.filter(isDoubtful);
            warnOfCharge(doubtful.length || 1, (doubtful[0] ? doubtful : [error]).some(isKept));
          }
          if (made.length > 0) return { images: made, failures: failed };
          if (!(error instanceof ImageError) || !error.mayHaveBeenCharged) throw error;
          throw error.with({}, withDoubt(error));
        },
      );
      const parts = await Promise.all(images.map(partsOf));
      const failed = failures.map((failure) =>
        textPart(isDoubtful(failure) ? { ...failure, message: withDoubt(failure) } : failure),
      );
      return new vscode.LanguageModelToolResult([...parts.flat(), ...failed]);
    },
  };
}

type Outcome = Pick<BatchError, 'images' | 'failures'>;

const isDoubtful = ({ mayHaveBeenCharged }: PublicFailure): boolean => mayHaveBeenCharged;

/** For the agent, that it does not simply ask again. */
const withDoubt = (failed: Doubtful): string =>
  isKept(failed)
    ? `${failed.message} It may have been charged; Recover Unsaved Images in the Command Palette shows whether it can be had for free.`
    : `${failed.message} It may have been charged.`;

type Doubtful = Pick<PublicFailure, 'code' | 'message'>;

/** An image that was refused will never be there, so it is in no list. */
const isKept = (failed: Partial<Doubtful>): boolean =>
  failed instanceof ImageError ? !isRefused(failed) : failed.code !== 'promptRefused';

/** The same for the person whose money it is. */
function warnOfCharge(count: number, isAnyKept: boolean): void {
  if (!isAnyKept) {
    const refused =
      count === 1
        ? l10n.t('An image that an agent asked for was refused and may have been charged.')
        : l10n.t(
            '{0} images that an agent asked for were refused and may have been charged.',
            count,
          );
    void showWarningMessage(refused);
    return;
  }
  const text =
    count === 1
      ? l10n.t(
          'An image that an agent asked for is not saved and may have been charged. Recover Unsaved Images shows whether it can be had for free.',
        )
      : l10n.t(
          '{0} images that an agent asked for are not saved and may have been charged. Recover Unsaved Images shows whether they can be had for free.',
          count,
        );
  const recover = l10n.t('Recover Unsaved Images');
  void showWarningMessage(text, recover).then((chosen) => {
    if (chosen === recover) void vscode.commands.executeCommand(commandIds.recoverImages);
  });
}

/** @throws {ImageError} `badRequest` that names the field and what is allowed. */
function argumentsIn(input: object): AgentArguments {
  checkNames(input, agentInputs);
  const { document, ...given } = input as { document?: unknown };
  const args = parseGenerateArgs(given);
  if ([...(args.altText ?? '')].length > maxAgentAltText) {
    const message = `altText must be a text of at most ${maxAgentAltText} characters.`;
    throw new ImageError('badRequest', message, { field: 'altText' });
  }
  return {
    ...args,
    insert: document !== undefined,
    ...(document !== undefined && { document }),
  };
}

/** All that a person has to know before they say yes, each on a line of its own. */
function linesOf({ request, count, altText, file, document, credits }: AgentPreview): PlainText[] {
  const path = (text: string): PlainText => plainText(text, maxPathCharacters);
  return [
    plainText(request.prompt, promptLimit),
    count === 1
      ? l10n.t('Saves as {0}', path(file))
      : l10n.t('Saves {0} files, the first as {1}', count, path(file)),
    document === undefined
      ? l10n.t('Changes no document')
      : l10n.t('Writes the link into {0}', path(document)),
    altText === ''
      ? l10n.t('Alt text: none, the image is decorative')
      : l10n.t('Alt text: {0}', plainText(altText, maxAgentAltText)),
    l10n.t('Model: {0}', requestWords([request], l10n)),
    credits === undefined
      ? l10n.t('Each image is charged to your 1min.ai account.')
      : l10n.t('Costs {0} credits of your 1min.ai account', credits.toLocaleString()),
  ];
}

const textPart = (value: object) => new vscode.LanguageModelTextPart(JSON.stringify(value));

/** Pictures in answers, which VS Code has since 1.106: before, an agent gets the text alone, with the file's URI. */
const { LanguageModelDataPart } = vscode as {
  readonly LanguageModelDataPart?: {
    image(data: Uint8Array, mimeType: string): vscode.LanguageModelTextPart;
  };
};

/** An image that is paid for and saved is one, whether or not it can be shown. */
async function partsOf(image: GeneratedImage) {
  if (!LanguageModelDataPart) return [textPart(image)];
  const reading = vscode.workspace.fs.readFile(vscode.Uri.parse(image.uri, true));
  const bytes = await reading.then(undefined, () => undefined);
  if (!bytes) return [textPart(image)];
  return [textPart(image), LanguageModelDataPart.image(bytes, mediaTypeOf(image.format))];
}
