import { ImageError } from '../core/errors.ts';

/** Twice what a link that is signed with a session token takes. */
const longestAddress = 16_384;
/** Of a name in the DNS. */
const longestHost = 253;

/** Names that only ever mean something on a local network; RFC 6761, 6762, 8375 and ICANN's `.internal`. */
const localSuffixes = ['.local', '.localdomain', '.internal', '.home.arpa', '.lan', '.intranet'];

/**
 * Checks an address that the service, or a redirect, gives for an image: https on any public host
 * name. Where the endpoint itself is on this machine, http and https on this machine too.
 * @throws {ImageError} `badReply`; the message carries no part of the address but the host.
 */
export function checkImageUrl(address: string, isEndpointLoopback: boolean, base?: URL): URL {
  if (address.length > longestAddress) throw refused('is too long');
  const url = URL.parse(address, base?.href);
  if (!url) throw refused('cannot be read');
  if (url.username !== '' || url.password !== '') throw refused('carries a user name');
  if (isEndpointLoopback && isLoopbackHost(url.hostname)) {
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  if (url.protocol !== 'https:') throw refused('is not https');
  if (!isPublicName(url.hostname)) {
    throw refused(`is on ${url.hostname.slice(0, longestHost)}, which is not a public host`);
  }
  return url;
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
