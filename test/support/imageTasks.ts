import { createImageTasks } from '../../src/core/provenance/imageTasks.ts';
import { readRegularFile } from '../../src/node/regularFile.ts';
import { systemHashes } from '../../src/node/systemHashes.ts';

/** The tasks of images as the worker does them, on this thread. */
export const imageTasks = createImageTasks({ readFile: readRegularFile, hashes: systemHashes });
