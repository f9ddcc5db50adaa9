import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { agentInputs, createAgentTool } from '../../src/vscode/agentTool.ts';
import { generate, type GeneratedImage } from './support/generate.ts';
import { rejectionOf } from './support/images.ts';
import { standIn } from './support/standIn.ts';
import { closeEditors, freshFolder, removeFolder, showDocument } from './support/workspace.ts';

const name = 'fluxKlein_generate_image';
const tool = createAgentTool((given) => generate(given));

suite('The tool for agents', () => {
  let folder: string;
  const { token } = new vscode.CancellationTokenSource();

  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
  });

  const invoke = async (input: object): Promise<unknown[]> => {
    const result = await tool.invoke({ input, toolInvocationToken: undefined }, token);
    return result!.content;
  };
  const imageIn = (part: unknown): GeneratedImage =>
    JSON.parse((part as vscode.LanguageModelTextPart).value) as GeneratedImage;

  test('is there under its name, and takes what the manifest says', () => {
    const known = vscode.lm.tools.find((each) => each.name === name);
    assert.ok(known, 'the tool is not registered');
    const { properties } = known.inputSchema as { properties: object };
    assert.deepEqual(Object.keys(properties), agentInputs);
  });

  test('is refused by VS Code where its input is wrong, before anybody is asked', async () => {
    const input = { prompt: 'A fox', count: 9 };
    await assert.rejects(
      async () => vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }),
      /count/,
    );
  });

  test('asks the person first, with how many images and what they show', async () => {
    const input = { prompt: 'A **fox**', count: 3 };
    const asked = (await tool.prepareInvocation({ input }, token))!.confirmationMessages!;
    assert.match(asked.title, /3 images/);
    const { value } = asked.message as vscode.MarkdownString;
    assert.match(value, /charged/);
    assert.match(value, /fox/);
    assert.doesNotMatch(value, /\*\*fox/, 'the prompt became Markdown');
    assert.equal((await standIn.received()).requests.length, 0);
  });

  test('answers with each image, and leaves the document in front as it is', async () => {
    const { document } = await showDocument(`${folder}/page.md`, 'Text\n');
    const input = { prompt: 'A fox', count: 2, megapixels: '0.25', outputFormat: 'jpg', folder };
    const [first, picture, second] = await invoke(input);
    const { uri, link, inserted } = imageIn(first);
    assert.deepEqual([link, inserted], ['![A fox](a-fox.jpg)', false]);
    assert.equal(imageIn(second).link, '![A fox](a-fox-1.jpg)');
    const { data, mimeType } = picture as { data: Uint8Array; mimeType: string };
    assert.equal(mimeType, 'image/jpeg');
    assert.deepEqual(data, await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
    assert.equal(document.getText(), 'Text\n');
  });

  test('inserts into a document that is named', async () => {
    const { document } = await showDocument(`${folder}/page.md`, '');
    const input = { prompt: 'A fox', folder, document: document.uri.toString() };
    const [first] = await invoke(input);
    assert.equal(imageIn(first).inserted, true);
    assert.equal(document.getText(), imageIn(first).link);
  });

  test('tells of those that failed beside those that were made', async () => {
    await standIn.addFault({ fault: 'http500', seed: 2 });
    const parts = await invoke({ prompt: 'A fox', folder, megapixels: '0.25', seed: 1, count: 2 });
    assert.equal(imageIn(parts[0]).seed, 1);
    const { index, code } = imageIn(parts[2]) as unknown as { index: number; code: string };
    assert.deepEqual({ index, code }, { index: 1, code: 'serverDown' });
  });

  test('fails with the code of the failure', async () => {
    await standIn.addFault({ fault: 'http500' });
    const failed = await rejectionOf(invoke({ prompt: 'A fox', folder }));
    assert.equal(failed.code, 'serverDown');
  });

  test('refuses what is for the person to decide, and what is wrong, before anything is sent', async () => {
    for (const input of [
      { prompt: 'A fox', disableSafetyChecker: true },
      { prompt: 'A fox', model: 'black-forest-labs/flux-2-klein-9b' },
      { prompt: 'A fox', count: 9 },
    ]) {
      assert.equal((await rejectionOf(invoke(input))).code, 'badRequest');
    }
    assert.equal((await standIn.received()).requests.length, 0);
  });
});
