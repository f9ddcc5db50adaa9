import { faultyAnswer, rateLimitReply } from './answerFaults.ts';
import {
  generateRoute,
  modelsRoute,
  resultRoute,
  resultsPrefix,
  type Accepted,
  type ApiContext,
  type Outcome,
} from './apiRoutes.ts';
import { faultyBody } from './bodyFaults.ts';
import type { FaultRule, Latency, Route } from './control.ts';
import { deliver, deliverUnder, type Delivery } from './delivery.ts';
import { targetOf, type JournalEntry } from './journal.ts';
import { readBody, type Exchange } from './listener.ts';
import { jsonReply, type Reply } from './reply.ts';
import { refuseKey } from './strictRequest.ts';

type ApiRoute = Exclude<Route, 'download'>;

const maxBodyBytes = 1_000_000;

const delays: Readonly<Record<ApiRoute, keyof Latency>> = {
  generate: 'postMs',
  result: 'resultMs',
  models: 'modelsMs',
};

function routeOf(path: string): ApiRoute | undefined {
  if (path === '/api/features') return 'generate';
  if (path.startsWith(resultsPrefix)) return 'result';
  return path === '/models' ? 'models' : undefined;
}

function outcomeOf(
  context: ApiContext,
  { request }: Exchange,
  route: ApiRoute | undefined,
  bytes: Buffer,
  entry: JournalEntry,
): Outcome {
  const { headers, method } = request;
  const { path, query } = targetOf(request);
  const { limitPerMinute, minuteMs, rateLimitStyle, apiKey } = context.state.settings();
  if (!context.state.rateWindow.admits(limitPerMinute, minuteMs)) {
    return { refusal: rateLimitReply(rateLimitStyle, context.state.now()) };
  }
  if (!route || method !== (route === 'generate' ? 'POST' : 'GET')) {
    return { refusal: jsonReply(404, { message: `Cannot ${method} ${path}` }) };
  }
  if (route === 'models') return modelsRoute(query, entry);
  const refusal = refuseKey(headers, apiKey);
  if (refusal) return { refusal };
  if (query) return { refusal: jsonReply(400, { message: 'This call takes no query' }) };
  return route === 'generate'
    ? generateRoute(context, headers, bytes, entry)
    : resultRoute(context, path, entry);
}

async function replyUnder(
  rule: FaultRule | undefined,
  { state, storageOrigin, thirdOrigin }: ApiContext,
  accepted: Accepted,
  target: string,
): Promise<Reply> {
  const { reply, record } = await accepted.answer(rule);
  if (!rule) return reply;
  const body = { reply, painter: state.painter, record, thirdOrigin, target };
  return (
    faultyAnswer(rule, { state, storageOrigin, record }) ?? (await faultyBody(rule, body)) ?? reply
  );
}

async function respond(
  context: ApiContext,
  exchange: Exchange,
  entry: JournalEntry,
): Promise<void> {
  const { request, signal } = exchange;
  const { rules, sleep, latency } = context.state;
  const { path, query } = targetOf(request);
  const route = routeOf(path);
  const send = (reply: Reply): Delivery => ({ exchange, entry, reply, sleep });

  const early = route && rules.take('head', route, {});
  if (early) {
    entry.struckBy(early.fault);
    request.socket.destroy();
    return;
  }
  const body = await readBody(request, maxBodyBytes);
  if (body.kind === 'broken') return;
  if (body.kind === 'tooLarge') {
    const message = 'Request entity too large';
    deliver(send(jsonReply(413, { message }, { connection: 'close' })));
    return;
  }
  entry.bodyRead(body.bytes, route === 'generate' && request.method === 'POST');
  const outcome = outcomeOf(context, exchange, route, body.bytes, entry);
  if ('refusal' in outcome) {
    deliver(send(outcome.refusal));
    return;
  }
  const { accepted } = outcome;
  const rule = route && rules.take('body', route, accepted.subject);
  if (rule) entry.struckBy(rule.fault);
  const reply = await replyUnder(rule, context, accepted, `${path}${query}`);
  if (route) await sleep(latency()[delays[route]], signal);
  await deliverUnder(rule, send(reply));
}

/** Answers on the API origin. */
export function createApiHandler(context: ApiContext): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const entry = context.state.journal.open('api', exchange.request);
    if (exchange.request.method === 'POST') {
      entry.began();
      exchange.signal.addEventListener('abort', () => entry.ended(), { once: true });
    }
    await respond(context, exchange, entry);
  };
}
