import type { ImageService } from '../../../core/ports.ts';
import type { Log } from '../../host/log.ts';

/** What is known of money: prices, what is left, and what the panel has spent. */
export interface Credits {
  /** Credits for one image of a model; `undefined` where the service does not tell. */
  price(model: string): number | undefined;
  remaining(): number | undefined;
  spent(): number;
  noteMade(image: MadeImage): void;
  /** Asks for prices once; a service that does not tell is asked again by the next panel. */
  learnPrices(): Promise<void>;
  /** True while the service has refused for want of credits and made nothing since. */
  isOut(): boolean;
  noteOut(): void;
}

interface MadeImage {
  readonly model: string;
  readonly remainingCredits?: number;
  /** Fetched for free. */
  readonly isFree: boolean;
}

export interface CreditsOptions {
  readonly service: ImageService;
  readonly onChange: () => void;
  readonly log: Log;
}

const priceTimeoutMs = 10_000;

export function createCredits({ service, onChange, log }: CreditsOptions): Credits {
  let prices: ReadonlyMap<string, number> | undefined;
  let asking: Promise<void> | undefined;
  let remaining: number | undefined;
  let spent = 0;
  let isOut = false;

  const ask = async (): Promise<void> => {
    try {
      prices = await service.listPrices(AbortSignal.timeout(priceTimeoutMs));
      onChange();
    } catch (error) {
      log.debug(`The prices are not known: ${String(error)}`);
    } finally {
      asking = undefined;
    }
  };

  return {
    price: (model) => prices?.get(model),
    remaining: () => remaining,
    spent: () => spent,
    noteMade({ model, remainingCredits, isFree }) {
      const price = isFree ? 0 : (prices?.get(model) ?? 0);
      spent += price;
      isOut = false;
      // The service's number lags one request, so the price of this image is taken off here.
      if (remainingCredits !== undefined) remaining = Math.max(0, remainingCredits - price);
      onChange();
    },
    learnPrices: async () => {
      if (!prices) await (asking ??= ask());
    },
    isOut: () => isOut,
    noteOut() {
      isOut = true;
      onChange();
    },
  };
}
