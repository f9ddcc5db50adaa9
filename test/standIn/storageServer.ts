import { contentTypes, faultyBody, redirectReply, storageError } from './bodyFaults.ts';
import { faultyAnswer } from './answerFaults.ts';
import { deliver, deliverUnder, type Delivery } from './delivery.ts';
import { targetOf } from './journal.ts';
import { readBody, type Exchange } from './listener.ts';
import { jsonReply, typedReply, type Reply } from './reply.ts';
import type { State } from './state.ts';

export interface StorageServerOptions {
  readonly state: State;
  readonly thirdOrigin: string;
}

/** The refusal of whatever a signed link must not be asked with. */
function refuseRequest({ request }: Exchange): Reply | undefined {
  const secret = ['api-key', 'authorization', 'cookie'].find((name) => name in request.headers);
  if (secret) {
    return storageError(400, 'InvalidArgument', `A signed link takes no header ${secret}`);
  }
  if (request.method === 'GET') return undefined;
  return storageError(405, 'MethodNotAllowed', 'The specified method is not allowed.');
}

async function imageAt(path: string, query: string, state: State): Promise<Reply> {
  const verdict = state.links.verify(path, query);
  if (verdict === 'forged') {
    const message = 'The request signature we calculated does not match the one you provided.';
    return storageError(403, 'SignatureDoesNotMatch', message);
  }
  if (verdict === 'expired') return storageError(403, 'AccessDenied', 'Request has expired');
  const record = state.records.findByPath(path);
  if (!record) return storageError(404, 'NoSuchKey', 'The specified key does not exist.');
  const body = await state.painter.paint(record.picture);
  return {
    status: 200,
    headers: {
      'content-type': contentTypes[record.picture.format],
      'last-modified': new Date(record.createdAt).toUTCString(),
      'accept-ranges': 'bytes',
    },
    body,
  };
}

/** Answers on the storage origin: signed links to images. */
export function createStorageHandler({
  state,
  thirdOrigin,
}: StorageServerOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const { request, signal } = exchange;
    const { path, query } = targetOf(request);
    const entry = state.journal.open('storage', request);
    const send = (reply: Reply): Delivery => ({ exchange, entry, reply, sleep: state.sleep });
    const early = state.rules.take('head', 'download', {});
    if (early) {
      entry.struckBy(early.fault);
      request.socket.destroy();
      return;
    }
    const refusal = refuseRequest(exchange);
    if (refusal) {
      deliver(send(refusal));
      return;
    }
    entry.count('downloads');
    const record = state.records.findByPath(path);
    const rule = state.rules.take('body', 'download', record?.picture ?? {});
    if (rule) entry.struckBy(rule.fault);
    let reply = await imageAt(path, query, state);
    await state.sleep(state.latency().downloadMs, signal);
    // A link that is refused stays so, whatever a rule says: faults change good answers only.
    if (reply.status !== 200 || !rule) {
      deliver(send(reply));
      return;
    }
    const subject = { reply, painter: state.painter, record, thirdOrigin };
    reply =
      faultyAnswer(rule, { state, storageOrigin: '', record }) ??
      (await faultyBody(rule, { ...subject, target: `${path}${query}` })) ??
      reply;
    await deliverUnder(rule, send(reply));
  };
}

/**
 * Answers on the third origin, where redirects lead: `/hop/<n>/…` redirects n times more and then
 * serves the image, `/loop/…` never does. A POST is swallowed, so that a test can see that it came.
 */
export function createThirdHandler({
  state,
}: Pick<StorageServerOptions, 'state'>): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const { request } = exchange;
    const { path, query } = targetOf(request);
    const entry = state.journal.open('third', request);
    const send = (reply: Reply): void => deliver({ exchange, entry, reply, sleep: state.sleep });
    if (request.method === 'POST') {
      const body = await readBody(request, 1_000_000);
      if (body.kind === 'whole') entry.bodyRead(body.bytes, false);
      send(jsonReply(200, { aiRecord: null }));
      return;
    }
    const refusal = refuseRequest(exchange);
    const hop = /^\/hop\/(\d+)(\/.*)$/.exec(path);
    if (refusal) send(refusal);
    else if (path === '/loop/a') send(redirectReply(302, '/loop/b'));
    else if (path === '/loop/b') send(redirectReply(302, '/loop/a'));
    else if (!hop) send(typedReply(404, 'text/plain', 'Nothing here'));
    else if (Number(hop[1]) > 0) {
      // Relative on purpose: a client has to resolve it against this origin.
      send(redirectReply(302, `/hop/${Number(hop[1]) - 1}${hop[2]}${query}`));
    } else {
      entry.count('downloads');
      send(await imageAt(hop[2] ?? '', query, state));
    }
  };
}
