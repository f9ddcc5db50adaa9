import * as z from 'zod/mini';
import type { LedgerImage, NamedRecord } from './ports.ts';
import { readRequest, type GenerationRequest } from './request.ts';

/** One image in the ledger as it is read back. */
export interface LedgerEntry extends LedgerImage {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The service that was asked; only it knows the record. */
  readonly origin: string;
  /** Absent: only known is that the request may have left. */
  readonly record?: NamedRecord & { readonly namedAtMs: number };
  /** The last name that the finished file was about to get. */
  readonly naming?: { readonly uri: string; readonly byteCount: number };
}

/** An entry whose record is known: it can be fetched for free. */
export type FetchableEntry = LedgerEntry & Required<Pick<LedgerEntry, 'record'>>;

export const isFetchable = (entry: LedgerEntry): entry is FetchableEntry =>
  entry.record !== undefined;

/** One that another version of this extension has written, as far as it can be told whose it may be. */
export interface ForeignEntry {
  readonly isForeign: true;
  /** URI that the image was to get. */
  readonly uri?: string;
  readonly prompt?: string;
}

export const isOwn = (entry: LedgerEntry | ForeignEntry | 'torn'): entry is LedgerEntry =>
  typeof entry === 'object' && !('isForeign' in entry);

/** True unless it was never finished, so that nothing was sent. */
export const isWhole = <T extends object>(entry: T | 'torn'): entry is T => entry !== 'torn';

const version = 1;
const signedUrlLifetimeMs = 60 * 60_000;

/** As it was sent; see `readRequest`. */
export const requestSchema = z.pipe(
  z.custom<GenerationRequest>((value) => readRequest(value) !== undefined),
  z.transform((value: GenerationRequest) => readRequest(value)!),
);

/** One that strict parsers of VS Code take: another would fail whoever looks at the whole list. */
const uri = z.string().check(z.regex(/^[a-z][\w+.-]*:(?!\/{4})/i));

const intentSchema = z.object({
  version: z.literal(version),
  id: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  createdAtMs: z.number(),
  origin: z.string(),
  request: requestSchema,
  altText: z.string(),
  sourceImage: z.exactOptional(z.string()),
  uri,
  place: z.object({
    folder: uri,
    namePath: z.string(),
    exactName: z.exactOptional(z.string()),
    attempt: z.int().check(z.gte(0)),
    roots: z.exactOptional(z.array(uri)),
    field: z.string(),
  }),
});

const recordSchema = z.object({
  recordId: z.string().check(z.minLength(1)),
  imageUrl: z.exactOptional(z.string()),
  namedAtMs: z.number(),
});

const namingSchema = z.object({ uri, byteCount: z.number() });

const laterSchema = z.union([
  z.object({ record: recordSchema }),
  z.object({ naming: namingSchema }),
]);

/** A line that is added to an entry as more becomes known. */
export type LaterLine = z.infer<typeof laterSchema>;

/** An entry is a text of JSON lines, so that adding to it never endangers what is there. */
export const laterText = (line: LaterLine): string => `${JSON.stringify(line)}\n`;

/** All that has become known later. */
export const laterTexts = ({ record, naming }: LedgerEntry): string =>
  (record ? laterText({ record }) : '') + (naming ? laterText({ naming }) : '');

/** The whole of an entry. */
export function entryText(entry: LedgerEntry): string {
  const { record: _record, naming: _naming, ...intent } = entry;
  return `${JSON.stringify({ version, ...intent })}\n${laterTexts(entry)}`;
}

const foreignSchema = z.object({
  uri: z.catch(z.optional(uri), undefined),
  request: z.catch(z.optional(z.object({ prompt: z.optional(z.string()) })), undefined),
});

function readForeign(first: unknown): ForeignEntry {
  const { success, data } = z.safeParse(foreignSchema, first);
  const uri = success ? data.uri : undefined;
  const prompt = success ? data.request?.prompt : undefined;
  return {
    isForeign: true,
    ...(uri !== undefined && { uri }),
    ...(prompt !== undefined && { prompt }),
  };
}

/**
 * Reads an entry. `torn`: its first line was never finished, so nothing was sent. Never throws; a last line that is
 * torn counts as not written.
 */
export function readEntry(text: string): LedgerEntry | ForeignEntry | 'torn' {
  const [first, ...others] = text.split('\n');
  if (first === undefined || others.length === 0) return 'torn';
  const json = parsed(first);
  const intent = z.safeParse(intentSchema, json);
  if (!intent.success) return readForeign(json);
  const { version: _, ...known } = intent.data;
  let entry: LedgerEntry = known;
  for (const line of others) {
    const later = z.safeParse(laterSchema, parsed(line));
    if (later.success) entry = { ...entry, ...later.data };
  }
  return entry;
}

/** The signed link is a key to the image, and good for less than an hour. */
export function withoutUrl(entry: LedgerEntry): LedgerEntry {
  if (entry.record?.imageUrl === undefined) return entry;
  const { imageUrl: _, ...record } = entry.record;
  return { ...entry, record };
}

/** The same entry, where its signed link is younger than an hour. */
export function withoutOldUrl(entry: LedgerEntry, nowMs: number): LedgerEntry {
  const ageMs = nowMs - (entry.record?.namedAtMs ?? 0);
  return ageMs >= 0 && ageMs < signedUrlLifetimeMs ? entry : withoutUrl(entry);
}

/** Name of the file that becomes the image's once it is whole; lies in the same folder. */
export const temporaryNameOf = (id: string): string => `.flux-klein-${id}.tmp`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
