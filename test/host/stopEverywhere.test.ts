import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { cancelled, type ImageError } from '../../src/core/errors.ts';
import { createAgentTool } from '../../src/vscode/agentTool.ts';
import { createGenerateForPerson } from '../../src/vscode/commands/generateForPerson.ts';
import { createGenerateForAgent } from '../../src/app/commands/generateForAgent.ts';
import { createGenerateForProgram } from '../../src/app/commands/generateForProgram.ts';
import { createPauseSwitches } from '../../src/vscode/dialogs/pauseSwitch.ts';
import { runImageOrders } from '../../src/vscode/commands/runImageOrders.ts';
import { orAborted } from '../../src/core/orAborted.ts';
import { isFetchable } from '../../src/core/ledgerEntry.ts';
import { createImageRecovery } from '../../src/app/unsaved/imageRecovery.ts';
import { createLedgerInTest, type LedgerInTest } from './support/ledger.ts';
import { createPanelInTest, withReplaced } from './support/panel.ts';
import { addresses, standIn } from './support/standIn.ts';
import { createSteppedParts, createSteps, type Steps } from './support/stopSteps.ts';
import { createStudio } from './support/studio.ts';
import { postCount } from './support/traffic.ts';
import { closeEditors, freshFolder, removeFolder, showDocument } from './support/workspace.ts';
import { createProgramPorts } from '../../src/vscode/commands/programPorts.ts';

type Parts = ReturnType<typeof createSteppedParts>;

const here = () => ({
  target: undefined,
  args: {},
  workspaceFolder: vscode.workspace.workspaceFolders?.[0],
});

/** How something that was stopped ended: codes of failures, and whether a file is there. */
interface Ending {
  readonly codes: readonly (string | undefined)[];
  readonly images: number;
}

/** One way for a person or a program to ask for an image, and to stop it. */
interface Door {
  readonly title: string;
  /** @param stop stops, as the door allows it; resolves once that is heard */
  run(parts: Parts, steps: Steps, onStop: (stop: () => unknown) => void): Promise<Ending>;
}

let folder = '';
const args = { prompt: 'A gate', megapixels: '0.25' } as const;
/** From here on the image is a file: what is stopped are its links. */
const isMadeBy = (step: string): boolean => /^line\.clear|^links\.(?:insert|linksOf)/.test(step);
/** Up to here nothing was sent. */
const isSentBy = (steps: readonly string[], step: string): boolean =>
  steps.indexOf(step) >
  Math.max(steps.indexOf('line.sending'), steps.indexOf('place.checkStillFree'));
/** What a disk, a secret store or another extension may never answer to, before anything is sent. */
const hanging = /^(?:links\.prepare|store\.reserve|place\.check\w+|secrets\.get|line\.sending)$/;

async function endingOf(running: Promise<{ length: number }>): Promise<Ending> {
  try {
    return { codes: [], images: (await running).length };
  } catch (error) {
    return { codes: [(error as { code?: string }).code], images: 0 };
  }
}

const outcomeEnding = ({
  images,
  failures,
}: {
  images: readonly unknown[];
  failures: readonly { readonly error: ImageError }[];
}): Ending => ({ codes: failures.map(({ error }) => error.code), images: images.length });

const generateWith = ({ studio, targets, keys, settings }: Parts) =>
  createGenerateForProgram({
    studio,
    targets,
    keys,
    settings,
    ...createProgramPorts({ studio, settings }),
  });

const generateForAgentWith = (parts: Parts) =>
  createGenerateForAgent({
    ...parts,
    ...createProgramPorts(parts),
    resolve: parts.store.resolve,
    loadPrices: async () => new Map(),
  });

/** Runs with a progress notification whose button a test presses. */
function withProgressButton<T>(
  button: vscode.CancellationTokenSource,
  onShown: () => void,
  run: () => Promise<T>,
): Promise<T> {
  const show = (
    _: unknown,
    task: (progress: unknown, token: vscode.CancellationToken) => unknown,
  ) => {
    onShown();
    return task({ report: () => undefined }, button.token);
  };
  return withReplaced(vscode.window, 'withProgress', show, run);
}

const doors: readonly Door[] = [
  {
    title: 'a program',
    run(parts, _, onStop) {
      const stop = new AbortController();
      // A reason of the platform, as other extensions have it.
      onStop(() => stop.abort());
      return endingOf(generateWith(parts)({ ...args, folder }, stop.signal));
    },
  },
  {
    title: 'an agent',
    async run(parts, _, onStop) {
      const button = new vscode.CancellationTokenSource();
      onStop(() => button.cancel());
      const tool = createAgentTool(generateForAgentWith(parts));
      const input = { ...args, folder };
      const running = tool.invoke({ input, toolInvocationToken: undefined }, button.token);
      // Each image is told of and shown.
      return endingOf(
        Promise.resolve(running).then((result) => result!.content.filter((_, at) => at % 2 === 0)),
      );
    },
  },
  {
    title: 'a person',
    async run(parts, _, onStop) {
      const button = new vscode.CancellationTokenSource();
      const { promise: isShown, resolve } = Promise.withResolvers<void>();
      onStop(async () => {
        await isShown;
        button.cancel();
      });
      let ending: Ending = { codes: [], images: 0 };
      const { studio } = parts;
      const watched: typeof studio = {
        ...studio,
        async run(...given) {
          const outcome = await studio.run(...given);
          ending = outcomeEnding(outcome);
          return outcome;
        },
      };
      const target = await parts.targets.current();
      const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
      const context = { target, args: { folder }, workspaceFolder };
      const { keyDialog, log } = { keyDialog: {} as never, log: parts.log };
      const generate = createGenerateForPerson({
        studio: watched,
        keyDialog,
        editPrompt: async () => undefined,
        log,
      });
      const batch = studio.prepare({ ...args, folder }, context);
      await withProgressButton(button, resolve, () => generate(batch));
      return ending;
    },
  },
  {
    title: 'a long batch',
    async run(parts, _, onStop) {
      const button = new vscode.CancellationTokenSource();
      onStop(() => button.cancel());
      const file = vscode.Uri.joinPath(
        vscode.workspace.workspaceFolders![0]!.uri,
        folder,
        'missing.webp',
      );
      const batch = parts.studio.order([{ args, destination: { file } }]);
      using pauses = Object.assign(createPauseSwitches(), {
        [Symbol.dispose]: () => undefined,
      });
      const outcome = await withProgressButton(
        button,
        () => undefined,
        async () => runImageOrders({ studio: parts.studio, pauses }, batch, 'Images'),
      );
      return outcomeEnding(outcome);
    },
  },
  {
    title: 'the panel',
    async run({ studio, targets, links }, _, onStop) {
      const panel = createPanelInTest({ studio, targets, links });
      onStop(() => panel.receive({ type: 'cancelAll' }));
      try {
        panel.generate({ prompt: args.prompt, megapixels: '0.25' });
        const cards = await panel.untilCards(
          ([card]) => card !== undefined && ['done', 'failed', 'cancelled'].includes(card.status),
        );
        const codes = cards.flatMap(({ status }) => (status === 'done' ? [] : [status]));
        return { codes, images: cards.length - codes.length };
      } finally {
        panel.dispose();
      }
    },
  },
];

suite('Stopped at any step', () => {
  setup(async () => {
    await standIn.reset();
    folder = freshFolder();
    await showDocument(`${folder}/page.md`, '');
  });
  teardown(async () => {
    await closeEditors();
    await removeFolder(folder);
    await removeFolder('assets');
  });

  const assertQuiet = (logged: readonly string[]): void => {
    for (const line of logged) assert.doesNotMatch(line, /\n\s+at |unexpected|went wrong/i);
  };

  for (const door of doors) {
    test(`an image of ${door.title} is cancelled, and says nothing else`, async () => {
      const steps = createSteps();
      const parts = createSteppedParts(steps);
      const whole = await door.run(parts, steps, () => undefined);
      assert.deepEqual(whole, { codes: [], images: 1 });
      parts.dispose();
      const all = [...new Set(steps.passed)];
      for (const needed of ['store.reserve', 'secrets.get', 'line.sending', 'place.save']) {
        assert.ok(all.includes(needed), `${needed} is no step: ${all.join()}`);
      }
      const begin = all.indexOf('links.prepare');
      // Before an image is on the panel's list it has no button, and the dialogs of a person are no wait.
      const isLate = door.title === 'the panel' || door.title === 'a person';
      for (const [index, step] of all.entries()) {
        if (isLate && index < begin) continue;
        for (const way of ['goes on', 'fails'] as const) {
          const told = `${door.title}, at ${step}, which ${way}`;
          await standIn.reset();
          await removeFolder(folder);
          await showDocument(`${folder}/page.md`, '');
          const own = createSteps();
          const ownParts = createSteppedParts(own);
          let stop: () => unknown = () => undefined;
          let isStopped = false;
          own.onStep = async (name) => {
            if (name !== step || isStopped) return;
            isStopped = true;
            await stop();
            await new Promise((resolve) => setTimeout(resolve, 1));
            if (way === 'fails' && !isMadeBy(step)) throw new TypeError('not a function');
          };
          const ending = await door.run(ownParts, own, (given) => (stop = given));
          assert.ok(isStopped, `${told} was not passed`);
          const expected = isMadeBy(step)
            ? { codes: [], images: 1 }
            : { codes: ['cancelled'], images: 0 };
          assert.deepEqual(ending, expected, told);
          assertQuiet(ownParts.logged);
          const posts = postCount(await standIn.received());
          assert.equal(posts, isSentBy(all, step) ? 1 : 0, `${told}: ${posts} requests`);
          ownParts.dispose();
        }
      }
    });
  }

  for (const door of doors) {
    test(`an image of ${door.title} is cancelled where a step never ends`, async () => {
      const steps = createSteps();
      const parts = createSteppedParts(steps);
      await door.run(parts, steps, () => undefined);
      parts.dispose();
      const hung = [...new Set(steps.passed)].filter((step) => hanging.test(step));
      assert.ok(hung.includes('place.checkWritable'), hung.join());
      for (const step of hung) {
        await standIn.reset();
        await removeFolder(folder);
        await showDocument(`${folder}/page.md`, '');
        const own = createSteps();
        const ownParts = createSteppedParts(own);
        let stop: () => unknown = () => undefined;
        own.onStep = (name) => {
          if (name !== step) return undefined;
          setTimeout(() => void stop(), 20);
          return new Promise(() => undefined);
        };
        const ending = await Promise.race([
          door.run(ownParts, own, (given) => (stop = given)),
          new Promise((resolve) => setTimeout(resolve, 5000, 'it hangs')),
        ]);
        assert.deepEqual(ending, { codes: ['cancelled'], images: 0 }, `${door.title}, at ${step}`);
        assert.equal(postCount(await standIn.received()), 0, step);
        ownParts.dispose();
      }
    });
  }

  test('a failure that all share ends a paused batch: nobody has to go on to hear of it', async () => {
    await standIn.addFault({ fault: 'invalidToken' });
    await standIn.setLatency({ postMs: 300, resultMs: 0, downloadMs: 0 });
    const parts = createSteppedParts(createSteps());
    const orders = Array.from({ length: 6 }, (_, at) => ({
      args: { ...args, seed: at + 1 },
      destination: { subfolder: folder },
    }));
    // One is sent; three wait in the pause already, and two would come to it.
    let asked = 0;
    // The first is asked for as it begins, and once more, after the others began, before it is sent.
    const mayGoOn = (signal: AbortSignal): Promise<void> | undefined =>
      [0, 4].includes(asked++) ? undefined : orAborted(new Promise(() => undefined), signal);
    const outcome = await Promise.race([
      parts.studio.run(
        parts.studio.order(orders, here()),
        new Map(),
        () => undefined,
        new AbortController().signal,
        mayGoOn,
      ),
      new Promise<undefined>((resolve) => setTimeout(resolve, 5000, undefined)),
    ]);
    assert.ok(outcome, 'it hangs');
    assert.deepEqual(
      outcome.failures.map(({ error }) => [error.code, error.mayHaveBeenCharged]),
      Array.from({ length: 6 }, () => ['keyRejected', false]),
    );
    assert.equal(postCount(await standIn.received()), 1);
    parts.dispose();
  });

  test("an agent's cancel that comes before anything has begun is heard: nothing is sent", async () => {
    const parts = createSteppedParts(createSteps());
    const button = new vscode.CancellationTokenSource();
    button.cancel();
    const tool = createAgentTool(generateForAgentWith(parts));
    const invoke = async () =>
      tool.invoke({ input: { ...args, folder }, toolInvocationToken: undefined }, button.token);
    await assert.rejects(invoke, { code: 'cancelled' });
    await assert.rejects(generateWith(parts)({ ...args, folder }, AbortSignal.abort()), {
      code: 'cancelled',
    });
    assert.deepEqual((await standIn.received()).requests, []);
    parts.dispose();
  });

  for (const asker of ['a person', 'a program'] as const) {
    test(`paused and then cancelled for ${asker}: each image is cancelled, without a stack`, async () => {
      const parts = createSteppedParts(createSteps());
      const pauses = createPauseSwitches();
      const button = new vscode.CancellationTokenSource();
      const orders = [1, 2, 3].map((n) => ({
        args: { ...args, seed: n },
        destination: { subfolder: folder },
      }));
      const { promise: isShown, resolve } = Promise.withResolvers<void>();
      const running = withProgressButton(button, resolve, async () =>
        runImageOrders(
          { studio: parts.studio, pauses },
          parts.studio.order(orders, here()),
          'Images',
        ),
      );
      await isShown;
      pauses.toggle();
      await new Promise((done) => setTimeout(done, 50));
      button.cancel();
      const { images, failures } = await running;
      assert.deepEqual(
        [images.length, ...failures.map(({ error }) => error.code)],
        [0, 'cancelled', 'cancelled', 'cancelled'],
      );
      assertQuiet(parts.logged);
      assert.equal(postCount(await standIn.received()), 0);
      pauses.dispose();
      parts.dispose();
    });
  }

  suite('while it is recovered', () => {
    let inTest: LedgerInTest;

    setup(async () => {
      inTest = await createLedgerInTest(addresses.apiOrigin);
    });
    teardown(() => inTest.remove());

    /** An image that is paid for, and not here. */
    const leave = async (): Promise<void> => {
      await standIn.reset();
      await standIn.addFault({ fault: 'html', times: 1 });
      const window = inTest.openWindow();
      const parts = createSteppedParts(createSteps(), window);
      await assert.rejects(generateWith(parts)({ ...args, folder, insert: false }));
      parts.dispose();
    };

    const recover = async (
      steps: Steps,
      onStop: (stop: () => unknown) => void,
    ): Promise<Ending & { logged: readonly string[] }> => {
      const window = inTest.openWindow();
      const parts = createSteppedParts(steps, window);
      const stop = new AbortController();
      onStop(() => stop.abort());
      const recovery = createImageRecovery({
        left: steps.watch(window.left, 'left', ['take']),
        store: parts.store,
        generator: parts.generator,
        settings: parts.settings,
        currentTarget: parts.targets.current,
        uris: vscode.Uri,
        linkOf: parts.links.linkOf,
        onRecovered: () => undefined,
        log: parts.log,
      });
      const wanted = (await window.left.list()).entries
        .filter(isFetchable)
        .map((entry) => ({ entry }));
      assert.equal(wanted.length, 1);
      const outcome = await recovery.run(wanted, { onProgress: () => undefined }, stop.signal);
      parts.dispose();
      return { ...outcomeEnding(outcome), logged: parts.logged };
    };

    test('it is cancelled at every step, and stays in the list', async () => {
      await leave();
      const steps = createSteps();
      const { codes, images } = await recover(steps, () => undefined);
      assert.deepEqual([codes, images], [[], 1]);
      for (const step of new Set(steps.passed)) {
        if (isMadeBy(step)) continue;
        await removeFolder(folder);
        await leave();
        const own = createSteps();
        let stop: () => unknown = () => undefined;
        own.onStep = async (name) => {
          if (name === step) await stop();
        };
        const ending = await recover(own, (given) => (stop = given));
        assert.deepEqual(ending.codes, ['cancelled'], step);
        assertQuiet(ending.logged);
        assert.equal((await inTest.openWindow().left.list()).entries.length, 1, step);
        assert.equal(postCount(await standIn.received()), 1, 'nothing is paid for again');
        await inTest.openWindow().left.forget((await inTest.openWindow().left.list()).entries);
      }
    });
  });

  test('a reason of the platform is a cancel too, wherever it comes out', async () => {
    const studio = createStudio();
    const outcome = await studio.generate({ ...args, folder }, AbortSignal.abort());
    assert.deepEqual(
      outcome.failures.map(({ error }) => error.code),
      [cancelled().code],
    );
    assertQuiet(studio.logged);
    studio.dispose();
  });
});
