import { isIP, type LookupFunction } from 'node:net';
import { TransportError } from '../oneMinAi/transport.ts';
import { isPublicAddress } from './publicAddress.ts';

/** Why nothing may be sent to an IP address; `undefined`: it is one of the public internet. */
export function checkAddress(address: string): TransportError | undefined {
  if (isPublicAddress(address)) return undefined;
  return new TransportError('withheld', 'addressRefused', new Error(`${address} is not public`));
}

/** Finds the public addresses of a name alone; a name that has no other fails as withheld. */
export function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const failure = error ?? (first && open.length === 0 ? checkAddress(first.address) : null);
      if (failure || !open[0]) callback(failure ?? notFound(hostname), []);
      else if (options.all) callback(null, open);
      else callback(null, open[0].address, open[0].family);
    });
  };
}

/**
 * Looks a name up for somebody who connects on their own, and to whichever address they like.
 * A name that is not known here passes: then a proxy has to know it.
 * @throws {TransportError} `withheld` where any of its addresses is not public.
 */
export async function checkName(hostname: string, lookup: LookupFunction): Promise<void> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await addressesOf(host, lookup) : [host];
  const failure = addresses.map(checkAddress).find((each) => each !== undefined);
  if (failure) throw failure;
}

function addressesOf(hostname: string, lookup: LookupFunction): Promise<readonly string[]> {
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, found) => {
      const isList = !error && Array.isArray(found);
      resolve(isList ? found.map(({ address }) => address) : []);
    });
  });
}

const notFound = (hostname: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
