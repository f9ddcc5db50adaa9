import { ImageError } from '../core/errors.ts';

/** Where the service lives. */
export interface Endpoint {
  /** As `URL.origin`: keys are kept by it. */
  readonly origin: string;
  /** Without a slash at the end; paths such as `/api/features` are appended. */
  readonly baseUrl: string;
  /** Whether it is this machine: only then may links of images lead to this machine too. */
  readonly isLoopback: boolean;
}

/**
 * Reads the setting `fluxKlein.apiEndpoint`.
 * @throws {ImageError} `badRequest` that names the setting.
 */
export function parseEndpoint(value: unknown): Endpoint {
  const url = typeof value === 'string' ? URL.parse(value.trim()) : null;
  const isLoopback = url !== null && isLoopbackHost(url.hostname);
  const isAllowed =
    url !== null &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) &&
    url.username + url.password + url.search + url.hash === '';
  if (!isAllowed) {
    const field = 'fluxKlein.apiEndpoint';
    const rule =
      'an https address without user name, query or fragment (http only on this machine)';
    throw new ImageError('badRequest', `${field} must be ${rule}.`, { field });
  }
  return {
    origin: url.origin,
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ''),
    isLoopback,
  };
}

/** Takes `URL.hostname`: already lower case, IPv4 in four decimal parts, IPv6 shortened in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackLiteral(name);
}

const isLoopbackLiteral = (name: string) =>
  /^127\.\d+\.\d+\.\d+$/.test(name) ||
  name === '[::1]' ||
  // IPv4 inside IPv6: ::ffff:127.0.0.1 is shortened to this.
  /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(name);
