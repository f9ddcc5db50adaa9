import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { projectFiles, type ProjectFile } from './projectFiles.ts';

interface Guard {
  readonly title: string;
  readonly broken: RegExp;
  /** The files that are the way in. */
  readonly allowed: readonly string[];
  readonly examples: readonly string[];
  readonly harmless: string;
  readonly instead: string;
}

const guards: readonly Guard[] = [
  {
    title: 'messages, progress, picks, inputs and status items come from one file',
    broken:
      /\bwindow\s*(?:\?\.|\.|\[\s*['"`])\s*(?:show(?:Information|Warning|Error)Message|withProgress|showQuickPick|createQuickPick|showInputBox|createInputBox|createStatusBarItem|setStatusBarMessage|createTreeView|registerTreeDataProvider)\b|\{[^{}]*\b(?:show(?:Information|Warning|Error)Message|withProgress|showQuickPick|createQuickPick|showInputBox|createInputBox|createStatusBarItem|setStatusBarMessage|createTreeView|registerTreeDataProvider)\b[^{}]*\}\s*=\s*vscode\.window\b|=\s*vscode\.window\s*(?:as\b|\[)/,
    allowed: ['src/vscode/dialogs/windowText.ts'],
    examples: [
      'void vscode.window.showErrorMessage(`${name} is gone`);',
      'void vscode.window\n    .showInformationMessage(name)',
      "window['withProgress'](options, task)",
      'const { createQuickPick } = vscode.window;',
    ],
    harmless: 'const { activeTextEditor } = vscode.window; window.showSaveDialog({})',
    instead: 'import them from vscode/dialogs/windowText.ts, where names are made plain',
  },
  {
    title: 'words are translated in one file, which makes their values plain',
    broken:
      /\bvscode\s*\.\s*l10n\b|\bl10n\b[^;\n]*\}?\s*=\s*vscode\b|import \{[^}]*\bl10n\b[^}]*\} from 'vscode'/,
    allowed: ['src/vscode/host/l10n.ts'],
    examples: [
      "vscode.l10n.t('Saved {0}.', name)",
      'const { l10n } = vscode;',
      "import { l10n } from 'vscode';",
    ],
    harmless: "import { l10n } from '../l10n.ts';",
    instead: 'import l10n from vscode/host/l10n.ts',
  },
  {
    title: 'text becomes Markdown by asMarkdown',
    broken:
      /new (?:vscode\.)?MarkdownString\(\s*[^)\s]|(?<!snippet)\.appendText\(|\.supportHtml\s*=|\.supportThemeIcons\s*=/,
    allowed: [],
    examples: [
      'new vscode.MarkdownString(prompt)',
      'text.appendText(prompt)',
      'text.supportThemeIcons = true',
    ],
    harmless: 'new vscode.MarkdownString()',
    instead: 'append asMarkdown(plainText(…)): appendText lets <command:…> be a link',
  },
  {
    title: 'texts count as plain where they are made plain, and nowhere by a claim',
    broken: /\bas (?:unknown as )?PlainText\b/,
    allowed: ['src/app/words/plainText.ts', 'src/app/words/l10n.ts'],
    examples: ['name as PlainText'],
    harmless: 'type PlainText } from',
    instead: 'call plainText(…)',
  },
];

describe('Words into the window', () => {
  let source: ProjectFile[];
  before(async () => {
    source = await projectFiles('src', /\.ts$/);
  });

  for (const { title, broken, allowed, examples, harmless, instead } of guards) {
    test(title, () => {
      for (const example of examples) assert.match(example, broken);
      assert.doesNotMatch(harmless, broken);
      const found = source.filter(
        ({ path, text }) => !allowed.includes(path) && broken.test(withoutComments(text)),
      );
      assert.deepEqual(
        found.map(({ path }) => path),
        [],
        instead,
      );
    });
  }
});

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
