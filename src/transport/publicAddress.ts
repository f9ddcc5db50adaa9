import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Of IPv4, what leads to no computer of the internet. Source: IANA's registries of special-purpose
 * and multicast addresses. 198.18.0.0/15 is left out: tools that tunnel all traffic answer every
 * name with an address of it.
 */
const specialIPv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Of the addresses that IPv6 gives out: documentation, and ways to reach IPv4 that hide where they lead. */
const specialIPv6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function listOf(
  subnets: readonly (readonly [string, number])[],
  family: 'ipv4' | 'ipv6',
): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

/** Whether an IP address is one of the public internet. What is no address is none. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !listOf(specialIPv4, 'ipv4').check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  const inside = embeddedIPv4(address);
  if (inside !== undefined) return isPublicAddress(inside);
  const isGivenOut = listOf([['2000::', 3]], 'ipv6').check(address, 'ipv6');
  return isGivenOut && !listOf(specialIPv6, 'ipv6').check(address, 'ipv6');
}

/** The IPv4 address that an IPv6 one stands for: mapped, or behind the translator of a network without IPv4 (NAT64). */
function embeddedIPv4(address: string): string | undefined {
  // The parser of URLs writes each in one way.
  const canonical = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? '';
  const [, high, low] =
    /^(?:::ffff:|64:ff9b::)(?:([\da-f]{1,4}):)?([\da-f]{1,4})$/.exec(canonical) ?? [];
  if (low === undefined) return undefined;
  const [first, second] = [high ?? '0', low].map((group) => Number.parseInt(group, 16));
  return [first! >> 8, first! & 255, second! >> 8, second! & 255].join('.');
}
