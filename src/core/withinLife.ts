import type { Generator } from './generator.ts';
import type { ImageService } from './ports.ts';
import type { WindowLife } from './windowLife.ts';

/** The same service, of which nothing runs and nothing is sent once the window begins to close. */
export function serviceWithin(life: WindowLife, service: ImageService): ImageService {
  return {
    generate: (request, options, signal) =>
      life.run((work) => service.generate(request, options, work), signal),
    findRecord: (recordId, signal) =>
      life.run((work) => service.findRecord(recordId, work), signal),
    download: (record, signal) => life.run((work) => service.download(record, work), signal),
    checkKey: (key, endpoint, signal) =>
      life.run((work) => service.checkKey(key, endpoint, work), signal),
    listPrices: (signal) => life.run((work) => service.listPrices(work), signal),
  };
}

/** The same generator; the window's end waits until the ledger has what became of each image. */
export function generatorWithin(life: WindowLife, generator: Generator): Generator {
  return {
    async run(job, onProgress, signal) {
      const asset = await life.run((work) => generator.run(job, onProgress, work), signal);
      life.hold(asset.cleared);
      return asset;
    },
  };
}
