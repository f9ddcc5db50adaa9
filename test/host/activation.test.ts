import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('Activation', () => {
  test('VS Code knows the extension and can activate it', async () => {
    const extension = vscode.extensions.getExtension('fluxklein.image-generator');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('the palette command is registered once the extension runs', async () => {
    await vscode.extensions.getExtension('fluxklein.image-generator')?.activate();
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('fluxKlein.generateImage'));
  });
});
