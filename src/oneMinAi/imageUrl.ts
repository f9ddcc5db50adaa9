import type { ApiEndpoint } from '../core/endpoint.ts';
import { ImageError } from '../core/errors.ts';

/** Twice what a link that is signed with a session token takes. */
const longestAddress = 16_384;
/** Of a name in the DNS. */
const longestHost = 253;

/** Names that only ever mean something on a local network; RFC 6761, 6762, 8375 and ICANN's `.internal`. */
const localSuffixes = ['.local', '.localdomain', '.internal', '.home.arpa', '.lan', '.intranet'];

/** An address that an image may be fetched from. */
export interface ImageUrl {
  readonly url: URL;
  /** Its name looks public, and whatever it leads to has to be so, too. */
  readonly mustBePublic: boolean;
}

/**
 * Checks an address that the service, or a redirect, gives for an image: https on any public host
 * name, at the usual port or the one that the endpoint has. Where the endpoint itself is on this
 * machine, http and https on this machine too.
 * @throws {ImageError} `badReply`; the message carries no part of the address but host and port.
 */
export function checkImageUrl(
  address: string,
  endpoint: Pick<ApiEndpoint, 'origin' | 'isLoopback'>,
  base?: URL,
): ImageUrl {
  if (address.length > longestAddress) throw refused('is too long');
  const url = URL.parse(address, base?.href);
  if (!url) throw refused('cannot be read');
  if (url.username !== '' || url.password !== '') throw refused('carries a user name');
  if (endpoint.isLoopback && isLoopbackHost(url.hostname)) {
    if (url.protocol === 'http:' || url.protocol === 'https:') return { url, mustBePublic: false };
  }
  if (url.protocol !== 'https:') throw refused('is not https');
  if (!isPublicName(url.hostname)) {
    throw refused(`is on ${url.hostname.slice(0, longestHost)}, which is not a public host`);
  }
  // Services that are meant for a network's own programs listen at ports of their own.
  if (url.port !== '' && url.port !== new URL(endpoint.origin).port) {
    throw refused(`is at port ${url.port}, which images are not fetched from`);
  }
  return { url, mustBePublic: true };
}

/** After URL parsing every spelling of an IP address is canonical: four decimal parts, or brackets. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)) return false;
  // A name has two parts at least, and none of them is empty: some resolvers read over dots.
  if (!/^[^.]+(?:\.[^.]+)+$/.test(name) || isLoopbackHost(name)) return false;
  return !localSuffixes.some((suffix) => name.endsWith(suffix));
}

function refused(why: string): ImageError {
  return new ImageError('badReply', `The address of the image ${why}.`);
}

function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(name)
  );
}
