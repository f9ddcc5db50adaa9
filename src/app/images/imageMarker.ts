import type { Hashes, ImageMarker, Logger, Clock } from '../../core/ports.ts';
import type { ImageTasks } from '../../core/provenance/imageTasks.ts';
import type { Provenance } from '../../core/provenance/provenance.ts';
import type { Settings } from '../settings.ts';
import type { Uris } from '../uri.ts';

export interface ImageMarkerOptions {
  readonly settings: Settings;
  /** Of this extension. */
  readonly toolVersion: string;
  readonly nowMs: () => number;
  /** Measures how long a mark may take. */
  readonly clock: Clock;
  readonly hashes: Hashes;
  readonly uris: Uris;
  /** For images that take longer than this thread has. */
  readonly tasks: Pick<ImageTasks, 'marked'>;
  readonly log: Logger;
}

/** Marked within some milliseconds, where there is little else in them: nearly all. */
const maxBriefBytes = 2 * 1024 * 1024;
/** The image is paid for and lies nowhere yet, and the thread may be held up by another file. */
const longestMarkMs = 15_000;

/** Writes into each image what made it, unless the person has turned that off for its folder. */
export function createImageMarker(options: ImageMarkerOptions): ImageMarker {
  const { settings, toolVersion, nowMs, clock, hashes, tasks, uris, log } = options;

  const marked = async (bytes: Uint8Array, provenance: Provenance): Promise<Uint8Array> => {
    if (bytes.length > maxBriefBytes) return tasks.marked(bytes, provenance);
    const [{ embedProvenance }, { briefLimits }] = await Promise.all([
      import('../../core/provenance/embedProvenance.ts'),
      import('../../core/provenance/metadataLimits.ts'),
    ]);
    try {
      return await embedProvenance(bytes, provenance, hashes, briefLimits);
    } catch {
      // Damaged, or with more in it than is looked at here.
      return tasks.marked(bytes, provenance);
    }
  };

  const markedInTime = async (bytes: Uint8Array, provenance: Provenance): Promise<Uint8Array> => {
    const stop = new AbortController();
    const tooLate = clock.sleep(longestMarkMs, stop.signal).then(() => {
      throw new Error('Marking it took too long.');
    });
    try {
      return await Promise.race([marked(bytes, provenance), tooLate]);
    } finally {
      tooLate.catch(() => undefined);
      stop.abort();
    }
  };

  return {
    async mark(image, { uri, askedAtMs, ...making }) {
      try {
        const scope = uris.parse(uri, true);
        if (settings.value('embedProvenance', scope) === false) return image;
        const { provenanceOf } = await import('../../core/provenance/provenance.ts');
        const createdAtMs = askedAtMs ?? nowMs();
        const provenance = provenanceOf({ ...making, createdAtMs, toolVersion });
        return { ...image, bytes: await markedInTime(image.bytes, provenance) };
      } catch (error) {
        // It is paid for, and worth more than what could be said about it.
        log.warn(`The image is saved without its provenance: ${String(error)}`);
        return image;
      }
    },
  };
}
