import type { FaultName, FaultRule, FaultRuleOf } from './control.ts';
import type { JournalEntry } from './journal.ts';
import type { Exchange } from './listener.ts';
import type { Reply } from './reply.ts';
import type { State } from './state.ts';

export interface Delivery {
  readonly exchange: Exchange;
  readonly entry: JournalEntry;
  readonly reply: Reply;
  readonly sleep: State['sleep'];
}

function writeHead({ exchange, entry, reply }: Delivery, headers = {}): void {
  entry.answered(reply.status);
  exchange.response.writeHead(reply.status, { ...reply.headers, ...headers });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves once the bytes are handed to the operating system. */
function written({ response, signal }: Exchange, bytes: Buffer): Promise<void> {
  const flushed = new Promise<void>((resolve) => response.write(bytes, () => resolve()));
  return Promise.race([flushed, aborted(signal)]);
}

/** Sends a reply as it should be. */
export function deliver(delivery: Delivery): void {
  const { exchange, reply } = delivery;
  writeHead(delivery, { 'content-length': reply.body.length });
  // Before the last byte leaves: a quick client could send its next request before the event comes.
  delivery.entry.ended();
  exchange.response.end(reply.body);
}

async function deliverSlowly(rule: FaultRuleOf<'slowBody'>, delivery: Delivery): Promise<void> {
  const { exchange, reply, sleep } = delivery;
  const { chunkBytes = 4096, delayMs = 20, stallAfterBytes = Infinity } = rule;
  writeHead(delivery, { 'content-length': reply.body.length });
  for (let at = 0; at < reply.body.length; at += chunkBytes) {
    const end = Math.min(at + chunkBytes, stallAfterBytes);
    if (end > at) await written(exchange, reply.body.subarray(at, end));
    if (end >= stallAfterBytes) return aborted(exchange.signal);
    await sleep(delayMs, exchange.signal);
  }
  exchange.response.end();
}

async function deliverEndlessly(delivery: Delivery): Promise<void> {
  const { exchange, reply } = delivery;
  writeHead(delivery);
  await written(exchange, reply.body);
  const filler = Buffer.alloc(65_536, ' ');
  while (!exchange.signal.aborted) await written(exchange, filler);
}

async function deliverAndCut(delivery: Delivery, declaredBytes: number, sent: Buffer) {
  const { exchange } = delivery;
  writeHead(delivery, { 'content-length': declaredBytes, connection: 'close' });
  await written(exchange, sent);
  // Ends it in order, so that the client sees all bytes and then no more, instead of a reset.
  exchange.request.socket.destroySoon();
}

type Manners = {
  readonly [Name in FaultName]?: (rule: FaultRuleOf<Name>, delivery: Delivery) => Promise<void>;
};

const manners = {
  dropAfterRead: async (_, { exchange }) => void exchange.request.socket.destroy(),
  hang: (_, { exchange }) => aborted(exchange.signal),
  slowHead: async ({ delayMs }, delivery) => {
    await delivery.sleep(delayMs ?? 1000, delivery.exchange.signal);
    deliver(delivery);
  },
  slowBody: deliverSlowly,
  endlessBody: (_, delivery) => deliverEndlessly(delivery),
  truncated: ({ share = 0.5 }, delivery) => {
    const { body } = delivery.reply;
    const sent = body.subarray(0, Math.floor(body.length * share));
    return deliverAndCut(delivery, body.length, sent);
  },
  wrongLength: ({ share = 0.5 }, delivery) => {
    const { body } = delivery.reply;
    return deliverAndCut(delivery, Math.floor(body.length * share), body);
  },
  hugeContentLength: async ({ declaredBytes }, delivery) => {
    writeHead(delivery, { 'content-length': declaredBytes ?? 10_000_000_000 });
    await written(delivery.exchange, delivery.reply.body);
    await aborted(delivery.exchange.signal);
  },
} satisfies Manners;

/** Sends a reply in the manner of a rule where that is a matter of the connection, else as it should be. */
export async function deliverUnder(rule: FaultRule | undefined, delivery: Delivery): Promise<void> {
  if (!rule || !Object.hasOwn(manners, rule.fault)) {
    deliver(delivery);
    return;
  }
  const manner = manners[rule.fault as keyof typeof manners] as (
    rule: FaultRule,
    delivery: Delivery,
  ) => Promise<void>;
  await manner(rule, delivery);
}
