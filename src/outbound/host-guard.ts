import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { ConfigError } from '../model/errors.ts';
import type { HostGuard } from '../model/service/host-guard.ts';

type Network = readonly [network: string, prefix: number];

/** Nobody's database is there: this host's link, groups, and the services by which clouds tell a machine its own credentials. */
const never: readonly Network[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
  // The metadata of Alibaba Cloud and of Oracle; that of the others is link-local.
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  // The metadata of AWS.
  ['fd00:ec2::254', 128],
  // The same by a translator, or a tunnel, from IPv6: RFC 6052, RFC 3056.
  ...['169.254.0.0', '100.100.100.200', '192.0.0.192'].flatMap(throughTranslators),
];
/** Networks of one's own, this machine, and addresses that stand for IPv4 ones behind a translator (RFC 6890, 6052, 3056). */
const inside: readonly Network[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  // `::1`, and IPv4 addresses as they were written long ago.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fec0::', 10],
];

function throughTranslators(address: string): Network[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const high = (a * 256 + b).toString(16);
  const low = (c * 256 + d).toString(16);
  // Of a network that ends after two numbers, all of it.
  const shorter = c === 0 && d === 0 ? 16 : 0;
  return [
    [`64:ff9b::${high}:${low}`, 128 - shorter],
    [`2002:${high}:${low}::`, 48 - shorter],
  ];
}

interface HostGuardOptions {
  /** Whether hosts of networks of one's own may be connected to, this machine included. */
  readonly allowsPrivate: boolean;
  /** All addresses of a name; the system's by default. */
  readonly lookUp?: (name: string) => Promise<readonly string[]>;
}

/** Lets through what is on the open internet, and private hosts where the operator has allowed them. */
export function createHostGuard({ allowsPrivate, lookUp = lookUpBySystem }: HostGuardOptions): HostGuard {
  const refused = listOf(allowsPrivate ? never : [...never, ...inside]);
  const isAllowed = (address: string): boolean => !refused.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return {
    resolve: async (host) => {
      const addresses = isIP(host) === 0 ? await lookUp(host).catch(() => []) : [host];
      const [first] = addresses.map(plainAddress);
      // One bad address among several is enough: which of them is taken would be a matter of luck.
      if (first === undefined || !addresses.map(plainAddress).every(isAllowed)) throw refusal();
      return first;
    },
  };
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, isIPv4(network) ? 'ipv4' : 'ipv6');
  return list;
}

const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/** An IPv4 address that is written as an IPv6 one is that IPv4 address; a zone names a link of this machine and goes. */
function plainAddress(address: string): string {
  const [plain = ''] = address.split('%');
  const canonical = isIP(plain) === 6 ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;
  const [, , high, low] = mapped.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const bits = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

async function lookUpBySystem(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function refusal(): ConfigError {
  return new ConfigError({
    code: 'serve.host.refused',
    message: {
      en: 'The service does not connect to this host: it has no address, or one that is not allowed',
      zh: '服务不连接此主机：它没有地址，或其地址不被允许',
    },
  });
}
