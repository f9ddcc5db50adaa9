import * as vscode from 'vscode';
import { fileNameOf, slugOf } from '../../core/assetName.ts';
import { ImageError } from '../../core/errors.ts';
import {
  parseGenerateArgs,
  type GenerateArgs,
  type GenerationRequest,
} from '../../core/request.ts';
import { codeLanguages, requestAsCode, type CodeLanguage } from '../../core/snippets.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { SavingContext } from '../../app/making/savingContext.ts';
import { folderFor } from '../editor/obviousFolder.ts';
import type { ImageStudio } from '../../app/making/imageStudio.ts';
import type { InsertionTargets } from '../editor/insertionTargets.ts';
import { askChoice } from '../dialogs/quickInput.ts';
import type { Settings } from '../../app/settings.ts';
import { askPrompt } from '../dialogs/optionsDialog.ts';
import { l10n } from '../host/l10n.ts';
import { plainText, withIcon } from '../../app/words/plainText.ts';
import { setStatusBarMessage } from '../dialogs/windowText.ts';

/** Shows a request as code, with a place for the key. */
export interface CopyRequest {
  fromArguments(given: object): Promise<string>;
  withQuestions(): Promise<string | undefined>;
}

export interface CopyRequestOptions {
  readonly studio: ImageStudio;
  readonly targets: InsertionTargets;
  readonly settings: Settings;
  /** What the service is sent for a request. */
  readonly bodyOf: (request: GenerationRequest) => unknown;
}

const isLanguage = (value: unknown): value is CodeLanguage =>
  codeLanguages.includes(value as CodeLanguage);

export function createCopyRequest(options: CopyRequestOptions): CopyRequest {
  const { studio, targets, settings, bodyOf } = options;

  const withContext = async <T>(
    run: (context: SavingContext, selectedText: string) => Promise<T>,
    document?: vscode.Uri,
  ): Promise<T> => {
    const target = document ? await targets.inDocument(document) : await targets.current();
    try {
      const workspaceFolder = folderFor(target);
      return await run({ target, args: {}, workspaceFolder }, target?.selectedText.trim() ?? '');
    } finally {
      target?.dispose();
    }
  };

  const codeOf = async (
    language: CodeLanguage,
    args: GenerateArgs,
    context: SavingContext,
  ): Promise<string> => {
    const batch = studio.prepare(args, { ...context, args });
    const request = batch.items[0]!.request;
    const code = requestAsCode(language, {
      body: bodyOf(request),
      baseUrl: settings.endpoint().baseUrl,
      fileName: fileNameOf(slugOf(request.prompt), request.outputFormat, 0),
    });
    await vscode.env.clipboard.writeText(code);
    return code;
  };

  return {
    fromArguments(given) {
      const { language, document, ...rest } = given as Record<string, unknown>;
      if (!isLanguage(language)) {
        const allowed = codeLanguages.map((name) => `"${name}"`).join(', ');
        throw new ImageError('badRequest', `language must be one of ${allowed}.`, {
          field: 'language',
        });
      }
      const args = parseGenerateArgs(rest);
      const uri = document === undefined ? undefined : uriArgument(document, 'document');
      return withContext((context, selectedText) => {
        const prompt = args.prompt ?? selectedText;
        return codeOf(language, { ...args, ...(prompt && { prompt }) }, context);
      }, uri);
    },

    withQuestions: () =>
      withContext(async (context, selectedText) => {
        const asked = await askPrompt(selectedText.replace(/\s+/g, ' '));
        if (asked.kind !== 'accepted') return undefined;
        const items = [
          {
            label: plainText('cURL'),
            description: l10n.t('for sh, bash or zsh'),
            language: 'curl' as const,
          },
          { label: plainText('JavaScript'), language: 'javascript' as const },
          { label: plainText('Python'), language: 'python' as const },
        ];
        const answer = await askChoice({
          title: l10n.t('Copy Request as Code'),
          placeholder: l10n.t('Which language?'),
          items,
        });
        if (answer.kind !== 'accepted') return undefined;
        const code = await codeOf(answer.value.language, { prompt: asked.value }, context);
        setStatusBarMessage(
          withIcon(
            'check',
            l10n.t('The code is on the clipboard. Put your key in place of {0}.', '<api-key>'),
          ),
          8000,
        );
        return code;
      }),
  };
}
