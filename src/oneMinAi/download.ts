import { imageFormats, mediaTypeOf } from '../core/imageFormats.ts';
import type { ApiEndpoint } from '../core/endpoint.ts';
import { ImageError } from '../core/errors.ts';
import { readImageInSlices } from '../core/imageFormat.ts';
import { orAborted } from '../core/orAborted.ts';
import type { Clock, ImageBytes, Logger } from '../core/ports.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import { withFreeRetries } from './freeRetry.ts';
import { checkImageUrl, type ImageUrl } from './imageUrl.ts';
import { readBody } from './responseBody.ts';
import type { Transport, TransportResponse } from './transport.ts';

const maxBytes = 50_000_000;
const maxRedirects = 3;
const idleTimeoutMs = 30_000;
/** All tries together, however steadily the bytes may come. */
const longestDownloadMs = 10 * 60_000;

export interface DownloadDeps {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
  /** It decides whether links to this machine are allowed, and which port is. */
  readonly endpoint: Pick<ApiEndpoint, 'origin' | 'isLoopback'>;
}

/**
 * Fetches and validates an image from a signed address, without the API key. What passes by itself
 * is tried again, three times in all, for it costs nothing; after ten minutes it ends.
 * @throws {ImageError} with the codes of the API notes, §8 · `TransportError` · the signal's reason.
 */
export async function downloadImage(
  deps: DownloadDeps,
  imageUrl: string,
  signal: AbortSignal,
): Promise<ImageBytes> {
  const untilHere = (work: AbortSignal): Promise<ImageBytes> =>
    withFreeRetries(deps, () => downloadOnce(deps, imageUrl, work), work);
  try {
    return await withDeadline(deps.clock, longestDownloadMs, untilHere, signal);
  } catch (cause) {
    if (!(cause instanceof DeadlineError)) throw cause;
    throw new ImageError('timeout', 'The image was not here after ten minutes.', {
      reason: 'idle',
      cause,
    });
  }
}

async function downloadOnce(
  deps: DownloadDeps,
  imageUrl: string,
  signal: AbortSignal,
): Promise<ImageBytes> {
  const response = await followRedirects(deps, imageUrl, signal);
  const status = response.status;
  const encoding = response.header('content-encoding')?.trim().toLowerCase() ?? '';
  const refusal = status === 200 ? refusalOfEncoding(encoding) : refusalOfStatus(status);
  if (refusal) {
    response.discard();
    throw refusal;
  }
  const bytes = await readBody(response, maxBytes, signal);
  if (bytes.length < Number(response.header('content-length') ?? 0)) {
    throw new ImageError('network', 'The image arrived cut short.', { reason: 'cutShort' });
  }
  const pause = () => deps.clock.sleep(0, signal);
  return { bytes, ...(await readImageInSlices(bytes, pause)) };
}

/** By hand, so that every hop is held to the same rules as the first address. */
async function followRedirects(
  deps: DownloadDeps,
  imageUrl: string,
  signal: AbortSignal,
): Promise<TransportResponse> {
  let address = checkImageUrl(imageUrl, deps.endpoint);
  for (let hops = 0; ; hops += 1) {
    const response = await get(deps, address, signal);
    if (response.status < 300 || response.status > 399) return response;
    response.discard();
    const location = response.header('location');
    if (location === undefined) throw badReply('The image was redirected to nowhere.');
    if (hops === maxRedirects) throw badReply('The image was redirected too often.');
    address = checkImageUrl(location, deps.endpoint, address.url);
  }
}

async function get(
  deps: DownloadDeps,
  { url, mustBePublic }: ImageUrl,
  signal: AbortSignal,
): Promise<TransportResponse> {
  const { transport, clock, logger } = deps;
  // No path: the names of stored images are made from the prompt.
  const name = `GET ${url.origin}`;
  const startMs = clock.now();
  const sending = transport.send(
    {
      method: 'GET',
      // The string as parsed: any other round trip would break the signature in the query.
      url: url.href,
      headers: { accept: imageFormats.map(mediaTypeOf).join(', '), 'accept-encoding': 'identity' },
      headersTimeoutMs: idleTimeoutMs,
      idleTimeoutMs,
      mustBePublic,
    },
    signal,
  );
  try {
    const response = await orAborted(sending, signal, (late) => {
      late.discard();
    });
    logger.debug(`${name} ${response.status} ${clock.now() - startMs} ms`);
    return response;
  } catch (error) {
    logger.warn(`${name} failed after ${clock.now() - startMs} ms`);
    throw error;
  }
}

function refusalOfStatus(status: number): ImageError {
  if (status === 403 || status === 404 || status === 410) {
    return new ImageError('network', `The link to the image has expired (HTTP ${status}).`, {
      reason: 'linkExpired',
    });
  }
  const what = `The image could not be fetched (HTTP ${status}).`;
  if (status === 429) return new ImageError('rateLimited', what);
  return new ImageError(status >= 500 ? 'serverDown' : 'badReply', what);
}

/** Images are compressed already: an encoding on top is a mistake or a bomb. */
function refusalOfEncoding(encoding: string): ImageError | undefined {
  return encoding === '' || encoding === 'identity'
    ? undefined
    : badReply('The image came with a content encoding.');
}

function badReply(message: string): ImageError {
  return new ImageError('badReply', message);
}
