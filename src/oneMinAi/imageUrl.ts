import { ImageError } from '../core/errors.ts';

/** Names that only ever mean something on a local network; RFC 6761, 6762, 8375 and ICANN's `.internal`. */
const localSuffixes = ['.local', '.localdomain', '.internal', '.home.arpa', '.lan', '.intranet'];

/**
 * Checks an address that the service, or a redirect, gives for an image: https on any public host
 * name. Where the endpoint itself is on this machine, http and https on this machine too.
 * @throws {ImageError} `badReply`; the message carries no part of the address but the host.
 */
export function checkImageUrl(address: string, isEndpointLoopback: boolean, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  if (!url) throw refused('cannot be read');
  if (url.username !== '' || url.password !== '') throw refused('carries a user name');
  if (isEndpointLoopback && isLoopbackHost(url.hostname)) {
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  }
  if (url.protocol !== 'https:') throw refused('is not https');
  if (!isPublicName(url.hostname))
    throw refused(`is on ${url.hostname}, which is not a public host`);
  return url;
}

/** After URL parsing every spelling of an IP address is canonical: four decimal parts, or brackets. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  if (name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)) return false;
  if (!name.includes('.') || isLoopbackHost(name)) return false;
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
