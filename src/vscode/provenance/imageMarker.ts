import * as vscode from 'vscode';
import type { Crc32, ImageMarker } from '../../core/ports.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';

export interface ImageMarkerOptions {
  readonly settings: Settings;
  /** Of this extension. */
  readonly toolVersion: string;
  readonly nowMs: () => number;
  readonly crc32: Crc32;
  readonly log: Log;
}

/** Writes into each image what made it, unless the person has turned that off for its folder. */
export function createImageMarker(options: ImageMarkerOptions): ImageMarker {
  const { settings, toolVersion, nowMs, crc32, log } = options;
  return {
    async mark(image, { uri, askedAtMs, ...making }) {
      try {
        const scope = vscode.Uri.parse(uri, true);
        if (settings.value('embedProvenance', scope) === false) return image;
        const [{ embedProvenance }, { provenanceOf }] = await Promise.all([
          import('../../core/provenance/embedProvenance.ts'),
          import('../../core/provenance/provenance.ts'),
        ]);
        const createdAtMs = askedAtMs ?? nowMs();
        const provenance = provenanceOf({ ...making, createdAtMs, toolVersion });
        return { ...image, bytes: await embedProvenance(image.bytes, provenance, crc32) };
      } catch (error) {
        // It is paid for, and worth more than what could be said about it.
        log.warn(`The image is saved without its provenance: ${String(error)}`);
        return image;
      }
    },
  };
}
