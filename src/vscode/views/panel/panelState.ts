import * as vscode from 'vscode';
import { ImageError } from '../../../core/errors.ts';
import { isUnfinished, type Job, type JobList } from '../../../core/jobs.ts';
import { countRule, parametersOf, promptLimit, ruleOf, seedRule } from '../../../core/models.ts';
import { parameterNames } from '../../../core/parameters.ts';
import { isAllowed, type ValueRule } from '../../../core/valueRule.ts';
import {
  allowedInstead,
  type GenerateArgs,
  type GenerationRequest,
} from '../../../core/request.ts';
import { codeLanguages, requestAsCode } from '../../../core/snippets.ts';
import type {
  CodeLanguage,
  FormDefaults,
  FormValues,
  Obstacle,
  PanelState,
  Preview,
} from '../../../protocol/messages.ts';
import { failureMessage } from '../../../app/words/failureMessages.ts';
import { nameOf } from '../../../app/uri.ts';
import {
  hasNoPlace,
  settingsScope,
  type SavingContext,
} from '../../../app/making/savingContext.ts';
import type { Batch } from '../../../app/making/batch.ts';
import type { ImageStudio } from '../../../app/making/imageStudio.ts';
import type { DocumentLinks } from '../../../app/documents/documentLinks.ts';
import { parameterLabel } from '../../../app/words/parameterLabel.ts';
import type { Settings } from '../../../app/settings.ts';
import type { Credits } from './credits.ts';
import { formDefaults } from './formDefaults.ts';
import { formatted, priceWords, queueWords } from './panelWords.ts';
import { l10n } from '../../host/l10n.ts';

const maxEarlierPrompts = 50;

/** The form as arguments of the command; fields that are wrong are said in words by `problemOf`. */
export function argumentsOfForm(form: FormValues): GenerateArgs {
  const { isSeedLocked: _, altText, ...values } = form;
  const own = new Set<string>(parametersOf(form.model));
  const isSent = (name: string): boolean =>
    own.has(name) || !(parameterNames as readonly string[]).includes(name);
  const sent = Object.entries(values).filter(([name]) => isSent(name));
  return { ...Object.fromEntries(sent), insert: false, ...(altText !== null && { altText }) };
}

/** What is wrong with a number in the form, in words. An empty prompt is no problem before Generate. */
export function problemOf(form: FormValues): string | undefined {
  const fields: [label: string, rule: ValueRule | undefined, value: unknown][] = [
    [l10n.t('Seed'), seedRule, form.seed],
    [l10n.t('Variations'), countRule, form.count],
    ...parametersOf(form.model).map((name): (typeof fields)[number] => [
      parameterLabel(name, l10n),
      ruleOf(form.model, name),
      form[name],
    ]),
  ];
  for (const [label, rule, value] of fields) {
    if (rule?.kind !== 'number' || isAllowed(rule, value)) continue;
    const { min, max, isWhole } = rule;
    return isWhole
      ? l10n.t('{0} takes a whole number from {1} to {2}.', label, min, formatted(max))
      : l10n.t('{0} takes a number from {1} to {2}.', label, min, formatted(max));
  }
  return form.prompt.trim() && allowedInstead('prompt', form.prompt)
    ? l10n.t('The prompt is longer than {0} characters.', formatted(promptLimit))
    : undefined;
}

export interface PanelStateOptions {
  readonly studio: ImageStudio;
  readonly links: DocumentLinks;
  readonly settings: Settings;
  readonly credits: Credits;
  readonly jobs: JobList;
  readonly obstacle: () => Obstacle | undefined;
  /** What the service is sent for a request. */
  readonly bodyOf: (request: GenerationRequest) => unknown;
}

/** Builds the snapshot for a form. Sends nothing and never throws. */
export function createPanelState(options: PanelStateOptions): {
  of(form: FormValues | undefined, context: SavingContext): Promise<PanelState>;
} {
  const { studio, links, settings, credits, jobs, obstacle, bodyOf } = options;

  const defaultsIn = (context: SavingContext): FormDefaults =>
    formDefaults(settings, settingsScope(context));

  const previewOf = async (
    form: FormValues | undefined,
    context: SavingContext,
  ): Promise<Preview> => {
    const { target } = context;
    const isLinkable = target !== undefined && links.canInsert(target.document);
    const model = form?.model ?? defaultsIn(context).model;
    const unit = credits.price(model);
    const price = priceWords(unit && unit * (form?.count ?? 1), credits.remaining());
    const spent = credits.spent();
    const line = (target?.selection()?.end.line ?? 0) + 1;
    const problem = form && problemOf(form);
    return {
      ...(await fileOf(form, context)),
      target: isLinkable
        ? l10n.t('{0}, line {1}', vscode.workspace.asRelativePath(target.document.uri, false), line)
        : l10n.t('the clipboard'),
      ...(isLinkable && { documentName: nameOf(target.home.uri) }),
      ...(price && { price }),
      ...(spent > 0 && { spent: l10n.t('{0} credits spent in this panel', formatted(spent)) }),
      ...(problem && { problem }),
    };
  };

  const fileOf = async (
    form: FormValues | undefined,
    context: SavingContext,
  ): Promise<Pick<Preview, 'file' | 'isFileKnown' | 'problem'>> => {
    if (hasNoPlace(context)) {
      return { file: l10n.t('a place that you choose'), isFileKnown: false };
    }
    try {
      const prompt = form?.prompt.trim() || l10n.t('image');
      const batch = studio.prepare({ ...previewable(form), prompt }, context);
      const uri = await studio.preview(batch);
      return { file: vscode.workspace.asRelativePath(uri, false), isFileKnown: true };
    } catch (error) {
      const problem =
        error instanceof ImageError ? failureMessage(error, l10n).text : String(error);
      return { file: '', isFileKnown: false, problem };
    }
  };

  const codeOf = (
    form: FormValues | undefined,
    context: SavingContext,
    file: string,
  ): Record<CodeLanguage, string> => {
    const batch = safely(() => {
      const prompt = form?.prompt.trim() || '…';
      return studio.prepare({ ...previewable(form), prompt }, context);
    });
    const fileName = file.slice(file.lastIndexOf('/') + 1) || 'image';
    const entries = codeLanguages.map((language) => [
      language,
      batch ? codeFor(batch, language, fileName) : '',
    ]);
    return Object.fromEntries(entries) as Record<CodeLanguage, string>;
  };

  const codeFor = ({ items }: Batch, language: CodeLanguage, fileName: string): string =>
    requestAsCode(language, {
      body: bodyOf(items[0]!.request),
      baseUrl: settings.endpoint().baseUrl,
      fileName,
    });

  return {
    async of(form, context) {
      const preview = await previewOf(form, context);
      const all = jobs.all();
      const running = all.filter(isUnfinished);
      const batches = new Set(running.map(({ batchId }) => batchId));
      const total = all.filter(({ batchId }) => batches.has(batchId)).length;
      const way = obstacle();
      return {
        defaults: defaultsIn(context),
        ...(way && { obstacle: way }),
        preview,
        code: codeOf(form, context, preview.file),
        earlierPrompts: earlierPrompts(all),
        queue: {
          running: running.length,
          total,
          words: queueWords(running.length, total),
        },
      };
    },
  };
}

/** The form without what is wrong in it, for showing what the rest comes to. */
function previewable(form: FormValues | undefined): GenerateArgs {
  if (!form) return {};
  const entries = Object.entries(argumentsOfForm(form)).filter(
    ([name, value]) => name !== 'prompt' && !allowedInstead(name as keyof GenerateArgs, value),
  );
  return Object.fromEntries(entries) as GenerateArgs;
}

function safely<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    // The preview of the file has said already what is wrong.
    return undefined;
  }
}

/** The newest first. */
function earlierPrompts(jobs: readonly Job[]): string[] {
  const prompts = new Set(jobs.map(({ request }) => request.prompt));
  return [...prompts].slice(0, maxEarlierPrompts);
}
