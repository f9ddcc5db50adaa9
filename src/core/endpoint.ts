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

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the endpoint setting.
 * @throws {ImageError} `badRequest` unless it is https, or http to this computer.
 */
export function parseEndpoint(value: unknown, field: string): ApiEndpoint {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isLoopback = url !== undefined && loopbackHost.test(url.hostname);
  const isSecure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (!url || !isSecure || url.username || url.password || url.search || url.hash) {
    throw new ImageError(
      'badRequest',
      `${field} must be an address that begins with https://, or with http:// for this computer only.`,
      { field },
    );
  }
  return { origin: url.origin, baseUrl: url.origin + url.pathname.replace(/\/+$/, ''), isLoopback };
}
