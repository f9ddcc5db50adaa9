import { insufficientCredits, isBilled, waitUnder } from './answerFaults.ts';
import type { FaultRule } from './control.ts';
import type { FaultSubject } from './faultRules.ts';
import type { JournalEntry } from './journal.ts';
import { modelList } from './modelList.ts';
import { answerOf, currentAnswer } from './recordAnswer.ts';
import { priceOf, type ImageRecord } from './records.ts';
import { jsonReply, type Reply } from './reply.ts';
import type { State } from './state.ts';
import { readStrictly, type StrictRequest } from './strictRequest.ts';

export interface ApiContext {
  readonly state: State;
  readonly storageOrigin: string;
  readonly thirdOrigin: string;
}

/** What the good reply to a request is, made when it is known which fault strikes. */
export interface Accepted {
  readonly subject: FaultSubject;
  answer(rule: FaultRule | undefined): Promise<Answered>;
}

export interface Answered {
  readonly reply: Reply;
  readonly record?: ImageRecord;
}

/** A refusal comes before all faults, so that none can hide a wrong request. */
export type Outcome = { readonly refusal: Reply } | { readonly accepted: Accepted };

export const resultsPrefix = '/api/results/';

const nullRecord = jsonReply(200, { aiRecord: null });

async function makeRecord(
  { state }: ApiContext,
  request: StrictRequest,
  rule: FaultRule | undefined,
): Promise<ImageRecord> {
  const { usedCredit, asyncPolls } = state.settings();
  const asked = { polls: request.isAsync ? asyncPolls : 0, ms: 0 };
  const wait = rule?.fault === 'processing' ? waitUnder(rule) : asked;
  const record = state.records.make(request, wait, usedCredit);
  // Painted here, as the service does, so that a download is as quick as a download is.
  await state.painter.paint(record.picture);
  return record;
}

async function answerGenerate(
  context: ApiContext,
  request: StrictRequest,
  rule: FaultRule | undefined,
  entry: JournalEntry,
): Promise<Answered> {
  const { state, storageOrigin } = context;
  if (!isBilled(rule)) return { reply: nullRecord };
  const { creditLimit, usedCredit } = state.settings();
  const left = creditLimit - usedCredit - state.records.charged();
  const price = priceOf(request.model);
  if (left < price) {
    const subject = { state, storageOrigin, record: undefined };
    return { reply: insufficientCredits(subject, price, left) };
  }
  entry.count('imagesMade');
  const record = await makeRecord(context, request, rule);
  const answer = request.isAsync
    ? answerOf(record, state, { status: 'PROCESSING', resultObject: [] })
    : currentAnswer(record, state, storageOrigin);
  return { reply: jsonReply(200, answer), record };
}

/** `POST /api/features`, the paid request. */
export function generateRoute(
  context: ApiContext,
  headers: Parameters<typeof readStrictly>[0],
  bytes: Buffer,
  entry: JournalEntry,
): Outcome {
  const read = readStrictly(headers, bytes);
  if ('refusal' in read) return read;
  const { prompt, seed } = read.accepted.promptObject;
  return {
    accepted: {
      subject: { prompt, ...(typeof seed === 'number' && { seed }) },
      answer: (rule) => answerGenerate(context, read.accepted, rule, entry),
    },
  };
}

/** `GET /api/results/{uuid}`: what became of a record, with a fresh link. */
export function resultRoute(
  { state, storageOrigin }: ApiContext,
  path: string,
  entry: JournalEntry,
): Outcome {
  entry.count('resultReads');
  const uuid = path.slice(resultsPrefix.length);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) {
    return { refusal: jsonReply(400, { message: 'Invalid uuid' }) };
  }
  const record = state.records.find(uuid.toLowerCase());
  if (!record) return { accepted: { subject: {}, answer: async () => ({ reply: nullRecord }) } };
  const answer = async (): Promise<Answered> => {
    const now = currentAnswer(record, state, storageOrigin);
    record.wait.polls = Math.max(0, record.wait.polls - 1);
    return { reply: jsonReply(200, now), record };
  };
  return { accepted: { subject: record.picture, answer } };
}

/** `GET /models`, which needs no key. */
export function modelsRoute(query: string, entry: JournalEntry): Outcome {
  entry.count('modelReads');
  const reply = modelList(new URLSearchParams(query).get('feature'));
  if (reply.status !== 200) return { refusal: reply };
  return { accepted: { subject: {}, answer: async () => ({ reply }) } };
}
