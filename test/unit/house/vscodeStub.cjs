// Stands in for the module `vscode` where the bundle is loaded in bare Node: whatever is asked of it is
// there, can be called, constructed and extended, and does nothing.

function anything() {
  return new Proxy(function () {}, {
    get(target, name) {
      // Any list is empty.
      if (name === Symbol.iterator) return () => [].values();
      // Neither a promise nor a primitive, whoever asks.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name === 'prototype') return target.prototype;
      // Goes into functions of Node, which look at it.
      if (name === 'fsPath') return '/nowhere';
      return (target[name] ??= anything());
    },
    apply: anything,
    construct: anything,
  });
}

const vscode = anything();

/** What the program that loads the bundle gives and takes: values of settings, and commands by id. */
const inside = { settings: {}, commands: new Map() };
vscode.workspace.getConfiguration = (section) => ({
  get: (name) => inside.settings[`${section}.${name}`],
  inspect: (name) => ({ defaultValue: inside.settings[`${section}.${name}`] }),
});
vscode.commands.registerCommand = (id, run) => void inside.commands.set(id, run);
vscode.window.withProgress = (_, task) => task();
vscode.inside = inside;

// The bundle copies what is a property and inherits the rest, so everything has to be inherited.
module.exports = Object.create(vscode);
