import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { FaultName, FaultRule, FaultRuleOf } from './control.ts';
import { hugeImage } from './hugeImages.ts';
import type { Painter, PictureFormat } from './painter.ts';
import type { ImageRecord } from './records.ts';
import { gatewayPage, typedReply, type Reply } from './reply.ts';

export interface BodySubject {
  /** What would have been sent. */
  readonly reply: Reply;
  readonly painter: Painter;
  readonly record: ImageRecord | undefined;
  readonly thirdOrigin: string;
  /** The path and query asked for. */
  readonly target: string;
}

export const contentTypes: Readonly<Record<PictureFormat, string>> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
};

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><script>alert(1)</script>
<rect width="16" height="16"/></svg>`;

const encoders = {
  gzip: (body: Buffer): Buffer => gzipSync(body, { level: 1 }),
  deflate: (body: Buffer): Buffer => deflateSync(body, { level: 1 }),
  br: (body: Buffer): Buffer => brotliCompressSync(body),
  identity: (body: Buffer): Buffer => body,
};

const part = (body: Buffer, share: number): Buffer =>
  body.subarray(0, Math.max(1, Math.floor(body.length * share)));

/** Many gzip members of nothing but zeros, which count as one file: small, and quick to make. */
function gzipOfZeros(inflatedBytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(1_000_000));
  const count = Math.ceil(inflatedBytes / 1_000_000);
  return Buffer.concat(Array.from({ length: count }, () => member));
}

/** What the storage answers to a link that is no longer good. */
export function storageError(status: number, code: string, message: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${message}</Message><RequestId>STANDIN</RequestId></Error>`;
  return typedReply(status, 'application/xml', body);
}

export function redirectReply(status: number, location: string): Reply {
  return { status, headers: { location }, body: Buffer.alloc(0) };
}

type Changes = {
  readonly [Name in FaultName]?: (
    rule: FaultRuleOf<Name>,
    subject: BodySubject,
  ) => Reply | Promise<Reply>;
};

const changes = {
  truncatedImage: ({ share }, { reply }) => ({ ...reply, body: part(reply.body, share ?? 0.5) }),
  html: () => ({ ...gatewayPage(200, 'Sign in to the network') }),
  svg: () => typedReply(200, 'image/svg+xml', svg),
  text: () => typedReply(200, 'text/plain', 'This is not an image.'),
  emptyImage: (_, { reply }) => ({ ...reply, body: Buffer.alloc(0) }),
  wrongContentType: ({ contentType }, { reply }) => ({
    ...reply,
    headers: { ...reply.headers, 'content-type': contentType ?? 'text/html' },
  }),
  otherFormat: async ({ format: given }, { reply, painter, record }) => {
    if (!record) return reply;
    const format = given ?? (record.picture.format === 'png' ? 'jpg' : 'png');
    const body = await painter.paint({ ...record.picture, format });
    return { ...reply, headers: { ...reply.headers, 'content-type': contentTypes[format] }, body };
  },
  hugeDimensions: ({ format: given }, { reply, record }) => {
    const format = given ?? record?.picture.format ?? 'png';
    const headers = { ...reply.headers, 'content-type': contentTypes[format] };
    return { ...reply, headers, body: hugeImage(format) };
  },
  gzipBomb: ({ inflatedBytes }, { reply }) => ({
    ...reply,
    headers: { ...reply.headers, 'content-encoding': 'gzip' },
    body: gzipOfZeros(inflatedBytes ?? 200_000_000),
  }),
  contentEncoding: ({ encoding = 'gzip' }, { reply }) => ({
    ...reply,
    headers: { ...reply.headers, 'content-encoding': encoding },
    body: encoders[encoding](reply.body),
  }),
  redirect: ({ hops = 1, status = 302, loop, location }, { thirdOrigin, target }) => {
    const next = loop ? '/loop/a' : `/hop/${hops - 1}${target}`;
    return redirectReply(status, location ?? `${thirdOrigin}${next}`);
  },
  expiredLink: ({ status = 403 }) => {
    if (status === 403) return storageError(403, 'AccessDenied', 'Request has expired');
    return storageError(status, 'NoSuchKey', 'The specified key does not exist.');
  },
} satisfies Changes;

/** @returns what a fault makes of a good reply; `undefined` where the fault is of another sort. */
export async function faultyBody(
  rule: FaultRule,
  subject: BodySubject,
): Promise<Reply | undefined> {
  if (!Object.hasOwn(changes, rule.fault)) return undefined;
  const change = changes[rule.fault as keyof typeof changes] as (
    rule: FaultRule,
    subject: BodySubject,
  ) => Reply | Promise<Reply>;
  return change(rule, subject);
}
