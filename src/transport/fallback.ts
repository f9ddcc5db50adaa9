import type { Logger } from '../core/ports.ts';
import { TransportError, type Transport } from '../oneMinAi/transport.ts';

export interface FallbackTransportOptions {
  readonly first: Transport;
  readonly second: Transport;
  readonly logger: Logger;
}

/** Reasons that tell the person what to change; the others only say that nothing was reached. */
const tellingReasons: ReadonlySet<TransportError['reason']> = new Set([
  'certificate',
  'proxyAuth',
  'proxyRefused',
]);

/**
 * Sends by the first transport, and by the second only where the first could not connect: then not
 * a byte of the request has left, so a paid request is still sent once. What the first withheld, the
 * second is not asked to send. Where both fail to connect, the more telling failure counts.
 */
export function createFallbackTransport({
  first,
  second,
  logger,
}: FallbackTransportOptions): Transport {
  return {
    async send(request, signal) {
      try {
        return await first.send(request, signal);
      } catch (error) {
        if (signal.aborted || !isConnectFailure(error)) throw error;
        logger.info(`Could not connect (${error.reason}); trying VS Code's own network stack`);
        return await second.send(request, signal).catch((other: unknown) => {
          if (signal.aborted || !isConnectFailure(other)) throw other;
          throw moreTelling(error, other);
        });
      }
    },
  };
}

function isConnectFailure(error: unknown): error is TransportError {
  return error instanceof TransportError && error.phase === 'connect';
}

function moreTelling(first: TransportError, second: TransportError): TransportError {
  return !tellingReasons.has(first.reason) && tellingReasons.has(second.reason) ? second : first;
}
