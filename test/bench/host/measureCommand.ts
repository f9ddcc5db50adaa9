import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { addresses, standIn } from '../../host/support/standIn.ts';
import { inWorkspace } from '../../host/support/workspace.ts';
import type { ReceivedRequest } from '../../standIn/control.ts';
import { createBareClient } from '../bareClient.ts';
import { benchRequest } from '../benchRequests.ts';
import type { CommandResult, CommandRound, CommandStages } from '../jobs.ts';
import { openBenchDocument, type BenchDocument } from './benchDocument.ts';
import { finishedAt, generateForBench } from './generateForBench.ts';
import { epochNow, roundTrip, timed, untilCalm } from './stopwatch.ts';

const warmUps = 5;

/** The command against the same request made bare and one bare edit, in turns. */
export async function measureCommand(rounds: number): Promise<CommandResult> {
  const bare = createBareClient(addresses);
  const document = await openBenchDocument();
  const measured: Measured[] = [];
  for (let round = -warmUps; round < rounds; round++) {
    await document.restore();
    await untilCalm(3);
    const bareRequest = await timed(() => bare.fetchImage(benchRequest(1)));
    await untilCalm(3);
    const bareInsert = await timed(() => document.insertBare());
    await document.restore();
    await untilCalm(3);
    const command = await measureOne(document);
    if (round < 0) continue;
    measured.push({ bareRequestMs: bareRequest.ms, bareInsertMs: bareInsert.ms, ...command });
  }
  await bare.close();
  const { requests } = await standIn.received();
  return {
    rounds: measured.map((one) => roundOf(one, requests)),
    probes: await probe(document, rounds),
  };
}

/** Moments in milliseconds since the epoch. */
interface OneCommand {
  readonly commandMs: number;
  readonly startAt: number;
  readonly fileAt: number;
  readonly linkAt: number;
  readonly endAt: number;
}

interface Measured extends OneCommand {
  readonly bareRequestMs: number;
  readonly bareInsertMs: number;
}

async function measureOne({ editor }: BenchDocument): Promise<OneCommand> {
  let linkAt = Number.NaN;
  const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === editor.document && event.contentChanges.length > 0) linkAt = epochNow();
  });
  const startAt = epochNow();
  const { ms: commandMs, value: images } = await timed(() => generateForBench());
  const endAt = epochNow();
  subscription.dispose();
  const [image] = images;
  if (!image || !editor.document.getText().includes(image.link)) throw new Error('no link');
  const fileAt = await finishedAt(image);
  return { commandMs, startAt, fileAt, linkAt, endAt };
}

function roundOf(one: Measured, requests: readonly ReceivedRequest[]): CommandRound {
  // The stand-in's clock shows whole milliseconds.
  const within = requests.filter(({ at }) => at >= one.startAt - 1 && at <= one.endAt);
  const postAt = within.find(({ method }) => method === 'POST')?.at ?? Number.NaN;
  const getAt = within.find(({ method }) => method === 'GET')?.at ?? Number.NaN;
  const stages: CommandStages = {
    beforeRequestMs: postAt - one.startAt,
    requestMs: getAt - postAt,
    downloadAndWriteMs: one.fileAt - getAt,
    insertMs: one.linkAt - one.fileAt,
    endMs: one.endAt - one.linkAt,
  };
  const { commandMs, bareRequestMs, bareInsertMs } = one;
  return { commandMs, bareRequestMs, bareInsertMs, stages };
}

async function probe(
  document: BenchDocument,
  rounds: number,
): Promise<Readonly<Record<string, number[]>>> {
  const uri = document.editor.document.uri;
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Bench' };
  const probes: Record<string, () => PromiseLike<unknown>> = {
    'an empty round trip to the window': roundTrip,
    'an empty withProgress in a notification': () =>
      vscode.window.withProgress({ ...progress, cancellable: true }, async () => undefined),
    'workspace.fs.stat of the document': () => vscode.workspace.fs.stat(uri),
    'openTextDocument of the open document': () => vscode.workspace.openTextDocument(uri),
    'node:fs flushed write, link and unlink': writeAsTheExtensionDoes,
  };
  const times: Record<string, number[]> = {};
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, run] of Object.entries(probes)) {
      await untilCalm(2);
      const { ms } = await timed(run);
      if (round >= 0) (times[name] ??= []).push(ms);
    }
  }
  return times;
}

const probeBytes = new Uint8Array(100_000);

async function writeAsTheExtensionDoes(): Promise<void> {
  const path = inWorkspace('assets/probe.webp').fsPath;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.tmp`, 'wx');
  await file.writeFile(probeBytes);
  await file.sync();
  await file.close();
  await link(`${path}.tmp`, path);
  await unlink(`${path}.tmp`);
  await unlink(path);
}
