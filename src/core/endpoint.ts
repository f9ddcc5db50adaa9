import { ImageError } from './errors.ts';

/** Where the service is. */
export interface ApiEndpoint {
  /** Scheme, host and port: what a key belongs to. */
  readonly origin: string;
  /** Origin and path, without a slash at the end. */
  readonly baseUrl: string;
  readonly isLoopback: boolean;
}

export const defaultOrigin = 'https://api.1min.ai';

/** Longer ones are nobody's, and beyond some length URLs stop reading back as they were written. */
const maxAddressLength = 2048;

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the endpoint setting.
 * @throws {ImageError} `badRequest` unless it is https, or http to this computer.
 */
export function parseEndpoint(value: unknown, field: string): ApiEndpoint {
  const isAddress = typeof value === 'string' && value.length <= maxAddressLength;
  const url = (isAddress && URL.parse(value)) || undefined;
  const isLoopback = url !== undefined && loopbackHost.test(url.hostname);
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (!url || !isSecure || url.username || url.password || url.search || url.hash) {
    throw new ImageError(
      'badRequest',
      `${field} must be an address that begins with https://, or with http:// for this computer only.`,
      { field },
    );
  }
  return {
    origin: url.origin,
    baseUrl: url.origin + withoutSlashesAtEnd(url.pathname),
    isLoopback,
  };
}

/** Not by an expression, which would start anew at every slash of a long row. */
function withoutSlashesAtEnd(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
