import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { URI } from 'vscode-uri';
import { createGenerateForProgram } from '../../../../src/app/commands/generateForProgram.ts';
import { createDocumentLanguages } from '../../../../src/app/documents/documentLanguages.ts';
import { createDocumentLinks } from '../../../../src/app/documents/documentLinks.ts';
import { createFileKeys } from '../../../../src/app/files/fileKeys.ts';
import type { Folders, WorkspaceFolder } from '../../../../src/app/folders.ts';
import { createImageMarker } from '../../../../src/app/images/imageMarker.ts';
import { createAssetStore } from '../../../../src/app/making/assetStore.ts';
import type { Batch, GeneratedImage } from '../../../../src/app/making/batch.ts';
import { createImageStudio, type ImageStudio } from '../../../../src/app/making/imageStudio.ts';
import { createSettings } from '../../../../src/app/settings.ts';
import { createImageLedger } from '../../../../src/app/unsaved/imageLedger.ts';
import { createTidyEntry } from '../../../../src/app/unsaved/tidyEntry.ts';
import type { Uri } from '../../../../src/app/uri.ts';
import { createGenerator } from '../../../../src/core/generator.ts';
import { createPacer } from '../../../../src/core/pacing.ts';
import type { Clock, Logger } from '../../../../src/core/ports.ts';
import { parseGenerateArgs } from '../../../../src/core/request.ts';
import { createLedgerFiles } from '../../../../src/node/ledger/ledgerFiles.ts';
import { createLocalFiles } from '../../../../src/node/localFiles.ts';
import { localLeftovers } from '../../../../src/node/localLeftovers.ts';
import { systemClock } from '../../../../src/node/systemClock.ts';
import { createOneMinAiClient } from '../../../../src/oneMinAi/client.ts';
import type { Transport } from '../../../../src/oneMinAi/transport.ts';
import { createProxyConfiguration } from '../../../../src/transport/proxy.ts';
import { createUndiciTransport } from '../../../../src/transport/undici.ts';
import { createControlClient } from '../../../standIn/controlClient.ts';
import type { StandInControl } from '../../../standIn/control.ts';
import { imageTasks } from '../../../support/imageTasks.ts';
import { startStandIn } from '../../../support/standInProcess.ts';
import { whileHeld } from '../../../support/whileHeld.ts';
import { readProjectJson } from '../../house/projectFiles.ts';
import { createTextTarget, type TextTarget } from './textTarget.ts';
import { systemHashes } from '../../../../src/node/systemHashes.ts';

/**
 * The application in plain Node, in a folder of its own: everything but the window is the product's. It has the
 * functions of the host tests' supports, so that a test says the same in both.
 */
interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
    }[];
  };
}

const { contributes } = await readProjectJson<Manifest>('package.json');
const defaults = new Map(
  [contributes.configuration]
    .flat()
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, { default: value }]) => [name, value] as const),
);

const service = await startStandIn({ isCoarse: true });
export const standIn: StandInControl = createControlClient(service.origins.controlOrigin);
const dataPath = await mkdtemp(join(tmpdir(), 'flux-klein-program-'));
const rootPath = join(dataPath, 'program');
await mkdir(rootPath);
const rootUri = URI.file(rootPath);

/** Of the person; those of a workspace are VS Code's. */
const values = new Map<string, unknown>(Object.entries(service.userSettings));
const named = (name: string): string => `fluxKlein.${name}`;
const settings = createSettings({
  personal: (name) => values.get(named(name)) ?? defaults.get(named(name)),
  value: (name) => values.get(named(name)) ?? defaults.get(named(name)),
  manifestDefault: (name) => defaults.get(named(name)),
  isSet: (name) => values.has(named(name)),
  isFromWorkspace: () => false,
  copyDestinations: () => values.get('markdown.copyFiles.destination'),
});

const workspaceFolder: WorkspaceFolder = { uri: rootUri, name: 'program', index: 0 };
const folders: Folders = {
  all: () => [workspaceFolder],
  of: ({ path }) => (`${path}/`.startsWith(`${rootUri.path}/`) ? workspaceFolder : undefined),
};

const silent = (): void => undefined;
const log: Logger = { debug: silent, info: silent, warn: silent, error: silent };
/** What the service accepts, and nobody else may see. */
export const apiKey = service.origins.apiKey;
const keys = { get: async () => apiKey, forget: silent };
const localFiles = createLocalFiles(URI);
const ledger = createImageLedger({
  files: createLedgerFiles({ rootPath: join(dataPath, 'ledger') }),
  origin: () => settings.endpoint().origin,
  tidy: createTidyEntry(localLeftovers, URI),
  fileKeyOf: (uri) => createFileKeys(localFiles.resolve)(URI.parse(uri, true)),
  clock: { now: Date.now, sleep: systemClock.sleep },
  log,
});
const transport = createUndiciTransport({
  proxy: () => createProxyConfiguration({ settings: { proxySupport: 'off' }, env: {} }),
});
const languages = createDocumentLanguages({ settings, folders, fileOf: ({ uri }) => uri });

/** Nobody waits in full before something is tried again. */
const quickClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
};

export interface StudioLimits {
  /** For every request; default as set. */
  readonly requestTimeoutMs?: number;
  /** How long a download may be silent; default as the product has it. */
  readonly idleTimeoutMs?: number;
}

/** What makes images, with parallel places of its own. */
export function createStudioOfProgram({ requestTimeoutMs, idleTimeoutMs }: StudioLimits = {}) {
  const pacer = createPacer({
    maxParallel: () => settings.limit('maxParallelRequests'),
    perMinute: () => settings.limit('requestsPerMinute'),
    clock: systemClock,
  });
  const sooner: Transport = {
    send: (request, signal) => {
      const isDownload = !('API-KEY' in request.headers);
      return transport.send(
        isDownload && idleTimeoutMs !== undefined
          ? { ...request, headersTimeoutMs: idleTimeoutMs, idleTimeoutMs }
          : request,
        signal,
      );
    },
  };
  const generator = createGenerator({
    service: createOneMinAiClient({
      transport: sooner,
      endpoint: settings.endpoint,
      keys,
      requestTimeoutMs: () => requestTimeoutMs ?? settings.limit('requestTimeout') * 1000,
      joinLine: pacer.joinLine,
      clock: quickClock,
      logger: log,
    }),
    pacer,
    ledger,
    marker: createImageMarker({
      settings,
      toolVersion: '0.0.0',
      nowMs: Date.now,
      clock: systemClock,
      hashes: systemHashes,
      uris: URI,
      tasks: imageTasks,
      log,
    }),
  });
  return createImageStudio({
    settings,
    languages,
    links: createDocumentLinks({ languages, folders }),
    store: createAssetStore({ filesOf: () => localFiles, uris: URI, others: ledger.others }),
    generator,
    folders,
    uris: URI,
    onWorkspaceModel: silent,
    drawSeed: () => Math.ceil(Math.random() * 1_000_000),
    now: Date.now,
    log,
  });
}
const studio = createStudioOfProgram();

/** A batch of an image or several that go into no document. */
export function prepareIn({ prepare }: Pick<ImageStudio, 'prepare'>, args: object): Batch {
  const given = parseGenerateArgs(args);
  return prepare(given, { target: undefined, args: given, workspaceFolder });
}

let shown: TextTarget | undefined;
const opened = new Map<string, TextTarget>();

/** A document at its end, as nobody has put a cursor into it. */
async function inDocument(uri: Uri): Promise<TextTarget> {
  const known = opened.get(uri.toString());
  if (known) return known;
  const text = await readFile(uri.fsPath, 'utf8');
  // Another one may have opened it meanwhile.
  const target = opened.get(uri.toString()) ?? createTextTarget(uri, text, workspaceFolder, true);
  opened.set(uri.toString(), target);
  return target;
}

/** What a document holds that was opened for its links. */
export const textOfDocument = (uri: Uri): string => opened.get(uri.toString())!.document.getText();
const run = createGenerateForProgram({
  studio,
  targets: {
    current: async () => shown,
    inDocument,
  },
  folderFor: () => workspaceFolder,
  run: (batch, signal) => studio.run(batch, new Map(), silent, signal),
  keys,
  settings,
  uris: URI,
});

after(async () => {
  transport.dispose();
  await service.stop();
  await rm(dataPath, { recursive: true, force: true });
});

/** Generate Image for programs. */
export const generate = (args: object): Promise<GeneratedImage[]> => run(args);

/** What it rejects with; fails where it does not. */
export async function rejection(args: object): Promise<Error & Record<string, unknown>> {
  try {
    await generate(args);
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error(`it did not reject: ${JSON.stringify(args)}`);
}

/** Runs it, and `during` while the service works on its image: the image is done once `during` is. */
export const generateWhile = (
  args: object,
  during: () => Promise<unknown>,
): Promise<GeneratedImage[]> => whileHeld(standIn, () => generate(args), during);

/** The folder that is open. */
export const workspaceUri = (): Uri => rootUri;

export const inWorkspace = (path: string): Uri => URI.file(join(rootPath, path));

/** A folder of the test's own. */
export const freshFolder = (): string => `case-${crypto.randomUUID().slice(0, 8)}`;

/** Writes a document and opens it, with the cursor or selection where `‹` and `›` are. */
export async function showMarked(path: string, marked: string): Promise<TextTarget> {
  const { fsPath } = inWorkspace(path);
  const target = createTextTarget(URI.file(fsPath), marked, workspaceFolder);
  await mkdir(dirname(fsPath), { recursive: true });
  await writeFile(fsPath, target.document.getText());
  return (shown = target);
}

export function closeDocuments(): void {
  shown = undefined;
}

/** Every file below a folder of the workspace, sorted; the folder itself may be missing. */
export async function filesBelow(path: string): Promise<string[]> {
  const root = join(rootPath, path);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

export const removeFolder = (path: string): Promise<void> =>
  rm(join(rootPath, path), { recursive: true, force: true });

/** Sets a setting of the person for the length of a test. */
export async function withSetting<T>(
  name: string,
  value: unknown,
  use: () => Promise<T>,
): Promise<T> {
  const had = values.has(name);
  const before = values.get(name);
  values.set(name, value);
  try {
    return await use();
  } finally {
    if (had) values.set(name, before);
    else values.delete(name);
  }
}
