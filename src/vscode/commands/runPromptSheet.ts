import * as vscode from 'vscode';
import { sheetExtensions } from '../../core/batch/promptSheet.ts';
import type { GeneratedImage } from '../../app/making/batch.ts';
import { uriArgument } from '../host/uriArgument.ts';
import type { Command } from '../host/commandTable.ts';
import { parse } from './generateMissingImages.ts';
import { requireTrust, type LongBatches } from './longBatch.ts';
import type { LongPlan } from '../../app/making/longPlan.ts';
import { l10n } from '../host/l10n.ts';
import { showInformationMessage } from '../dialogs/windowText.ts';
import type { createSheetPlans } from '../../app/sheets/sheetPlans.ts';
import { nameOf } from '../../app/uri.ts';

export interface RunPromptSheetOptions {
  readonly batches: LongBatches;
  readonly plans: ReturnType<typeof createSheetPlans>;
}

/** Makes the images of a prompt sheet into a folder of its name, with a contact sheet beside them. */
export function createRunPromptSheet(options: RunPromptSheetOptions): Required<Command> {
  const { batches, plans } = options;

  const planOf = async (uri: vscode.Uri): Promise<LongPlan> => {
    requireTrust();
    return plans.planOf(uri, new AbortController().signal);
  };

  const showPlan = async (uri: vscode.Uri): Promise<unknown> => {
    const plan = await planOf(uri);
    if (plan.images.length + plan.failures.length > 0) return batches.runWithQuestions(plan);
    void showInformationMessage(l10n.t('{0} has no prompts.', nameOf(uri)));
    return [];
  };

  return {
    async interactive(given) {
      requireTrust();
      const uri = given ?? activeSheet() ?? (await askForSheet());
      return uri && showPlan(uri);
    },
    async withArguments(given): Promise<GeneratedImage[]> {
      const { uri, confirmed } = parse(given, ['uri', 'confirmed']);
      return batches.run(await planOf(uriArgument(uri, 'uri')), confirmed);
    },
  };
}

/** A Markdown page in front is more likely a page than a sheet, so that asks. */
function activeSheet(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && /\.(?:csv|tsv|jsonl|ndjson)$/i.test(uri.path) ? uri : undefined;
}

async function askForSheet(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: l10n.t('Choose a prompt sheet'),
    openLabel: l10n.t('Generate Images'),
    ...(folder && { defaultUri: folder }),
    filters: { [l10n.t('Prompt sheets')]: sheetExtensions.map((each) => each.slice(1)) },
  });
  return chosen?.[0];
}
