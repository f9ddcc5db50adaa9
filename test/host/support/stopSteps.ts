import * as vscode from 'vscode';
import type { Ledger, LedgerLine } from '../../../src/core/ports.ts';
import { createImageStudio } from '../../../src/app/making/imageStudio.ts';
import { createMemoryLedger } from '../../support/memoryLedger.ts';
import { createFakeSecrets } from './studio.ts';
import { createStudioParts, ofWindow } from './studioParts.ts';

/** The awaits on the way to an image, each with a name, and something that happens at one of them. */
export interface Steps {
  readonly passed: readonly string[];
  /** Called at each step, which waits for it. */
  onStep: (name: string) => unknown;
  /** The same object, whose methods of these names are steps. */
  watch<Owner extends object>(owner: Owner, title: string, names: readonly (keyof Owner)[]): Owner;
}

export function createSteps(): Steps {
  const passed: string[] = [];
  const steps: Steps = {
    passed,
    onStep: () => undefined,
    watch: (owner, title, names) =>
      new Proxy(owner, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function' || !names.includes(name as keyof typeof owner)) {
            return value;
          }
          return async (...given: unknown[]) => {
            const step = `${title}.${String(name)}`;
            passed.push(step);
            await steps.onStep(step);
            return Reflect.apply(value, target, given) as unknown;
          };
        },
      }),
  };
  return steps;
}

/** The parts that make images, each await of which is a step. */
export function createSteppedParts(steps: Steps, given: Ledger = createMemoryLedger()) {
  const watchLine = (line: LedgerLine): LedgerLine =>
    steps.watch(line, 'line', ['sending', 'naming', 'clear']);
  const ledger: Ledger = {
    begin: (image) => watchLine(given.begin(image)),
    resume: async (record, image) => watchLine(await given.resume(record, image)),
  };
  const secrets = steps.watch(createFakeSecrets(), 'secrets', ['get']);
  const parts = createStudioParts({ secrets: secrets as vscode.SecretStorage, ledger });
  const { settings, log, service } = parts;
  const links = steps.watch(parts.links, 'links', ['prepare', 'insert', 'linksOf']);
  const targets = steps.watch(parts.targets, 'targets', ['current', 'inDocument']);
  const generator = steps.watch(service.generator, 'generator', ['run']);
  const store = {
    ...parts.store,
    async reserve(...wanted: Parameters<typeof parts.store.reserve>) {
      const places = await steps.watch(parts.store, 'store', ['reserve']).reserve(...wanted);
      return places.map((place) =>
        steps.watch(place, 'place', ['checkWritable', 'checkFree', 'checkStillFree', 'save']),
      );
    },
  };
  const studio = createImageStudio({
    settings,
    languages: parts.languages,
    links,
    store,
    generator,
    ...ofWindow,
    drawSeed: () => 1,
    now: Date.now,
    log,
  });
  return { ...parts, links, targets, store, studio, generator };
}

/** A button of VS Code that a test can press. */
export const createButton = (): vscode.CancellationTokenSource =>
  new vscode.CancellationTokenSource();
