import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '../../../src/oneMinAi/transport.ts';

/** What a scripted server does with one request. */
export type Step = (request: TransportRequest, signal: AbortSignal) => Promise<TransportResponse>;

export interface ReplyOptions {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Thrown after the last chunk. */
  readonly breaksWith?: Error;
  readonly onDiscard?: () => void;
}

export function reply(
  body: string | Uint8Array | readonly Uint8Array[] | object,
  { status = 200, headers = {}, breaksWith, onDiscard }: ReplyOptions = {},
): Step {
  return () =>
    Promise.resolve({
      status,
      header: (name) => headers[name.toLowerCase()],
      body: chunksOf(body, breaksWith),
      discard: () => onDiscard?.(),
    });
}

async function* chunksOf(body: unknown, breaksWith?: Error): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (body instanceof Uint8Array) yield body;
  else if (Array.isArray(body)) yield* body as Uint8Array[];
  else yield new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  if (breaksWith) throw breaksWith;
}

export const breaking =
  (phase: TransportError['phase'], reason: TransportError['reason']): Step =>
  () =>
    Promise.reject(new TransportError(phase, reason, undefined));

/** Never answers, and does not notice an abort either. */
export const hanging: Step = () => new Promise(() => undefined);

/** Plays its steps, one for each request, the last one for ever; keeps what was asked. */
export class ScriptedTransport implements Transport {
  readonly requests: TransportRequest[] = [];
  readonly #steps: readonly Step[];

  constructor(...steps: Step[]) {
    this.#steps = steps;
  }

  send(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse> {
    const step = this.#steps[Math.min(this.requests.length, this.#steps.length - 1)];
    this.requests.push(request);
    if (!step) throw new Error(`Unexpected ${request.method} ${request.url}`);
    return step(request, signal);
  }

  /** Method and path of what was asked. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  }

  /** How many of them cost money. */
  get paidCount(): number {
    return this.requests.filter(({ method }) => method === 'POST').length;
  }
}
