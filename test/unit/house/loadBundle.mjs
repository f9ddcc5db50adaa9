// A program, not a test: loads the bundle in the folder that it is given in the Node that runs it, and says as JSON
// what became of the process around it: `LoadReport` in bundle.test.ts. With a second argument, `awake`, somebody has
// used Node's fetch before. (No TypeScript, and no import of node:http: either wakes Node's own undici.)
import { readdirSync, statSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, join } from 'node:path';

const dist = process.argv[2] ?? '';
const require = createRequire(join(dist, 'extension.js'));
const slotNames = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'];

let navigatorReads = 0;
Object.defineProperty(globalThis, 'navigator', {
  configurable: true,
  get() {
    navigatorReads++;
    return undefined;
  },
});

function slots() {
  return slotNames.map((name) => Object.getOwnPropertyDescriptor(globalThis, Symbol.for(name)));
}

function areSame(before) {
  return slots().every((slot, index) => slot?.value === before[index]?.value);
}

/** @throws where nothing has loaded undici: the rest would prove nothing then */
function isSlotTaken() {
  const path = loadedScripts().find((script) => basename(script).startsWith('undiciParts-'));
  if (path === undefined) throw new Error('undici was not loaded');
  const undici = require(path).joinUndiciParts();
  return slots().some((slot) => slot?.value instanceof undici.Agent);
}

function loadedScripts() {
  return Object.keys(require.cache).filter((path) => path.startsWith(dist));
}

const context = {
  secrets: { get: async () => undefined, onDidChange: () => ({ dispose() {} }) },
  subscriptions: [],
  globalStorageUri: { fsPath: '/nowhere' },
  extension: { packageJSON: { version: '0.0.0' } },
};

function activateOnly() {
  const untouched = slots();
  require('./extension.js').activate(context);
  // Pieces that the entry brings along are in the cache by their names, and their files are not read.
  const isRead = (path) => require.cache[path] instanceof Module;
  const sizes = loadedScripts().map((path) => [
    basename(path),
    isRead(path) ? statSync(path).size : 0,
  ]);
  return { activation: Object.fromEntries(sizes), isAsBefore: areSame(untouched) };
}

/** The first request of a session, which loads undici: a check of the key, against a service on this computer. */
async function askForTheFirstTime() {
  const { createServer } = require('node:http');
  const requestPaths = [];
  const server = createServer((request, response) => {
    requestPaths.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end('{"aiRecord":null}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { inside } = require('vscode');
  Object.assign(inside.settings, {
    'fluxKlein.apiEndpoint': `http://127.0.0.1:${server.address().port}`,
    'fluxKlein.maxParallelRequests': 4,
    'fluxKlein.requestsPerMinute': 180,
    'fluxKlein.requestTimeout': 30,
  });
  process.env.ONE_MIN_AI_API_KEY = 'a-key';
  await inside.commands.get('fluxKlein.checkApiKey')();
  server.close();
  return requestPaths;
}

if (process.argv[3] === 'awake') new Headers();
else if (slots().some(Boolean)) throw new Error('Node has woken its undici by itself');
const before = slots();
const { activation, isAsBefore } = activateOnly();
// These run in web pages.
const pages = ['pages.js', 'panel.js', 'history.js'];
const files = readdirSync(dist).filter((name) => name.endsWith('.js') && !pages.includes(name));
// Undici comes last, by its guard; by name it would be loaded without one.
for (const name of files.filter((file) => !file.startsWith('undiciParts-'))) require(`./${name}`);

const requestPaths = await askForTheFirstTime();

const report = {
  node: process.versions.node,
  activation,
  areSlotsAsBefore: { activation: isAsBefore, everything: areSame(before) },
  isSlotTaken: isSlotTaken(),
  requestPaths,
  navigatorReads,
};
console.log(JSON.stringify(report));
for (const subscription of context.subscriptions) subscription?.dispose?.();
