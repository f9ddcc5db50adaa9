import { request as httpRequest } from 'node:http';
import { startStandIn, type StandIn, type StandInOptions } from '../../standIn/standIn.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came over the wire, not inflated. */
  readonly body: Buffer;
  /** False where the connection closed before the declared end. */
  readonly isWhole: boolean;
}

export interface HttpQuestion {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Leaves after so many bytes of the answer's body. */
  readonly leaveAfterBytes?: number;
  readonly onHead?: () => void;
  readonly signal?: AbortSignal;
}

/** One bare HTTP exchange: no redirect followed, nothing inflated. Rejects where no head arrives. */
export function ask(url: string, question: HttpQuestion = {}): Promise<HttpAnswer> {
  const { method = 'GET', headers = {}, body, leaveAfterBytes = Infinity, signal } = question;
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: false as const, ...(signal && { signal }) };
    const sent = httpRequest(url, options, (response) => {
      question.onHead?.();
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (isWhole: boolean): void =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
          isWhole,
        });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < leaveAfterBytes) return;
        settle(false);
        sent.destroy();
      });
      response.on('end', () => settle(true));
      response.on('error', () => settle(false));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A right request for a small picture, with parts of its `promptObject` changed. */
export function questionFor(change: Record<string, unknown> = {}, top = {}): HttpQuestion {
  const promptObject = { prompt: 'a lake', seed: 7, megapixels: '0.25', ...change };
  const model = 'black-forest-labs/flux-2-klein-4b';
  return {
    method: 'POST',
    headers: { 'api-key': 'stand-in-key', 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'IMAGE_GENERATOR', model, promptObject, ...top }),
  };
}

export interface RecordAnswer {
  readonly aiRecord: {
    readonly uuid: string;
    readonly status: string;
    readonly teamUser: { readonly creditLimit: number; readonly usedCredit: number };
    readonly temporaryUrl?: string;
    readonly createdAt: string;
    readonly aiRecordDetail: {
      readonly promptObject: Record<string, unknown>;
      readonly resultObject: unknown;
    };
  };
}

export function jsonOf<Shape = Record<string, unknown>>(answer: HttpAnswer): Shape {
  return JSON.parse(answer.body.toString()) as Shape;
}

export interface Talk {
  readonly standIn: StandIn;
  generate(change?: Record<string, unknown>, top?: object): Promise<HttpAnswer>;
  /** The record of a request that goes well. */
  record(change?: Record<string, unknown>, top?: object): Promise<RecordAnswer['aiRecord']>;
  /** A fresh signed link to a picture. */
  link(change?: Record<string, unknown>): Promise<string>;
  result(uuid: string): Promise<HttpAnswer>;
}

/** Starts a stand-in for the length of a test. */
export async function withStandIn(
  use: (talk: Talk) => Promise<void>,
  options: StandInOptions = {},
): Promise<void> {
  const standIn = await startStandIn(options);
  const key = { 'api-key': standIn.apiKey };
  const talk: Talk = {
    standIn,
    generate: (change, top) => ask(`${standIn.apiOrigin}/api/features`, questionFor(change, top)),
    record: async (change, top) => jsonOf<RecordAnswer>(await talk.generate(change, top)).aiRecord,
    link: async (change) => (await talk.record(change)).temporaryUrl ?? '',
    result: (uuid) => ask(`${standIn.apiOrigin}/api/results/${uuid}`, { headers: key }),
  };
  try {
    await use(talk);
    const { problems } = await standIn.received();
    if (problems.length > 0) throw new Error(`inside the stand-in: ${problems.join('\n')}`);
  } finally {
    await standIn.close();
  }
}
