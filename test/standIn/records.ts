import { randomInt, randomUUID } from 'node:crypto';
import type { PictureFormat, PictureRequest } from './painter.ts';
import type { StrictRequest } from './strictRequest.ts';

/** One paid request and what became of it. */
export interface ImageRecord {
  readonly uuid: string;
  /** From 1, in the order in which they were made. */
  readonly serial: number;
  readonly createdAt: number;
  readonly request: StrictRequest;
  readonly picture: PictureRequest;
  /** Relative storage key; the path on the storage origin is `/asset.1min.ai/` and this. */
  readonly storageKey: string;
  /** Credits used up before this record. */
  readonly usedCreditBefore: number;
  /** When it is done. Counted down by `poll`. */
  readonly wait: Wait;
}

/** How a record gets from PROCESSING to SUCCESS. */
export interface Wait {
  /** Polls still to be answered with PROCESSING. */
  polls: number;
  /** Not before this moment. */
  readonly until: number;
}

export interface Records {
  make(
    request: StrictRequest,
    wait: { polls: number; ms: number },
    usedCredit: number,
  ): ImageRecord;
  find(uuid: string): ImageRecord | undefined;
  /** By the path on the storage origin. */
  findByPath(path: string): ImageRecord | undefined;
  /** Credits charged since the last `clear`. */
  charged(): number;
  clear(): void;
}

export const storagePrefix = '/asset.1min.ai/';

/** Credits of one image; the 9b model costs twice what the 4b one does. */
export function priceOf(model: string): number {
  return model.endsWith('9b') ? 2_000 : 1_000;
}

export function isDone({ wait }: ImageRecord, now: number): boolean {
  return wait.polls <= 0 && now >= wait.until;
}

function storageKeyOf(prompt: string, format: string, serial: number, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-T:]/g, '_');
  const slug = prompt
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 40);
  const number = String(serial).padStart(3, '0');
  return `development/images/${stamp}_${number}_${slug || 'image'}.${format}`;
}

function pictureOf({ model, promptObject }: StrictRequest): PictureRequest {
  return {
    prompt: promptObject.prompt,
    model,
    seed: Number(promptObject['seed'] ?? randomInt(1, 4_294_967_296)),
    aspectRatio: String(promptObject['aspect_ratio'] ?? '1:1'),
    megapixels: String(promptObject['megapixels'] ?? '1'),
    format: (promptObject['output_format'] ?? 'webp') as PictureFormat,
    quality: Number(promptObject['output_quality'] ?? 80),
  };
}

export function createRecords({ now }: { now: () => number }): Records {
  const byUuid = new Map<string, ImageRecord>();
  const byPath = new Map<string, ImageRecord>();
  let charged = 0;
  return {
    make(request, wait, usedCredit) {
      const serial = byUuid.size + 1;
      const picture = pictureOf(request);
      const record: ImageRecord = {
        uuid: randomUUID(),
        serial,
        createdAt: now(),
        request,
        picture,
        storageKey: storageKeyOf(picture.prompt, picture.format, serial, now()),
        usedCreditBefore: usedCredit + charged,
        wait: { polls: wait.polls, until: now() + wait.ms },
      };
      charged += priceOf(request.model);
      byUuid.set(record.uuid, record);
      byPath.set(`${storagePrefix}${record.storageKey}`, record);
      return record;
    },
    find: (uuid) => byUuid.get(uuid),
    findByPath: (path) => byPath.get(path),
    charged: () => charged,
    clear() {
      byUuid.clear();
      byPath.clear();
      charged = 0;
    },
  };
}
