import { isDone, storagePrefix, type ImageRecord } from './records.ts';
import type { State } from './state.ts';

export interface AnswerParts {
  readonly status: string;
  readonly resultObject: unknown;
  /** Absent: the answer has none. */
  readonly temporaryUrl?: string | undefined;
}

export type Answer = Record<string, unknown> & { aiRecord: Record<string, unknown> };

/** A record as the API shows it, with keys that no document names, as the service has them. */
export function answerOf(record: ImageRecord, state: State, parts: AnswerParts): Answer {
  const { uuid, serial, request, createdAt } = record;
  const isEven = serial % 2 === 0;
  return {
    ...(isEven && { requestId: `req-${serial}` }),
    aiRecord: {
      uuid,
      userId: 'b7c1c2f0-0000-4000-8000-000000000001',
      teamId: 'b7c1c2f0-0000-4000-8000-000000000002',
      teamUser: {
        teamId: 'b7c1c2f0-0000-4000-8000-000000000002',
        creditLimit: state.settings().creditLimit,
        usedCredit: record.usedCreditBefore,
        ...(isEven && { userName: 'Stand-in', status: 'ACTIVE' }),
      },
      model: request.model,
      type: 'IMAGE_GENERATOR',
      metadata: isEven ? null : { source: 'api' },
      rating: null,
      status: parts.status,
      createdAt: new Date(createdAt).toISOString(),
      aiRecordDetail: {
        promptObject: request.promptObject,
        resultObject: parts.resultObject,
        ...(isEven && { responseObject: {} }),
      },
      ...(isEven && { additionalData: null }),
      ...(parts.temporaryUrl !== undefined && { temporaryUrl: parts.temporaryUrl }),
    },
  };
}

/** A fresh signed link to a record's image. */
export function linkTo(record: ImageRecord, state: State, storageOrigin: string): string {
  const path = `${storagePrefix}${record.storageKey}`;
  return `${storageOrigin}${path}${state.links.sign(path, state.settings().linkLifetimeMs)}`;
}

/** What the API says of a record at this moment: PROCESSING, or SUCCESS with a fresh link. */
export function currentAnswer(record: ImageRecord, state: State, storageOrigin: string): Answer {
  if (!isDone(record, state.now())) {
    return answerOf(record, state, { status: 'PROCESSING', resultObject: [] });
  }
  return answerOf(record, state, {
    status: 'SUCCESS',
    resultObject: [record.storageKey],
    temporaryUrl: linkTo(record, state, storageOrigin),
  });
}
