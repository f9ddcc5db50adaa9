import { cancelled, ImageError, type FailureReason } from '../core/errors.ts';
import type { TransportError } from './transport.ts';

const words: Partial<Record<FailureReason, string>> = {
  dns: 'The host was not found',
  refused: 'The connection was refused',
  connectTimeout: 'The connection could not be made in time',
  certificate: 'The certificate of the server or proxy is not trusted',
  proxyAuth: 'The proxy asks for a user name and password (407)',
  proxyRefused: 'The proxy refused to connect',
  dropped: 'The connection was dropped',
  cutShort: 'The answer was cut short',
  idle: 'Nothing arrived for too long',
};

/**
 * What a broken exchange means for people: `cancelled` where the window closes, `badReply` for an
 * address that must not be asked, `timeout` where nothing came, else `network`.
 */
export function failureOfTransport(error: TransportError): ImageError {
  const { reason } = error;
  if (reason === 'interrupted') return cancelled({ cause: error });
  if (reason === 'addressRefused') {
    const message = 'The address of the image leads into a local network.';
    return new ImageError('badReply', message, { cause: error });
  }
  return new ImageError(
    reason === 'idle' ? 'timeout' : 'network',
    `${words[reason] ?? 'The connection failed'}.`,
    { reason, cause: error },
  );
}
