/** What is read of an image's metadata at most; files beyond it are shown and saved as they are. */
export interface MetadataLimits {
  /** Chunks or segments: each costs time and memory whoever looks at it. */
  readonly maxBlocks: number;
  /** A packet of XMP, unpacked. */
  readonly maxXmpBytes: number;
  /** Extended XMP of a JPEG. Longer ones hold depth maps and gain maps, which stay as they are. */
  readonly maxExtendedXmpBytes: number;
}

/** Many times what programs write. Such a file may take some hundred milliseconds, so not on a thread that others need. */
export const metadataLimits: MetadataLimits = {
  maxBlocks: 20_000,
  maxXmpBytes: 256 * 1024,
  maxExtendedXmpBytes: 1024 * 1024,
};

/** What takes some milliseconds on any thread: all files that the service sends. */
export const briefLimits: MetadataLimits = {
  maxBlocks: 2000,
  maxXmpBytes: 16 * 1024,
  maxExtendedXmpBytes: 16 * 1024,
};
