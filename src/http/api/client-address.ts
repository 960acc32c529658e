import { BlockList, isIP, isIPv6 } from 'node:net';
import { ConfigError } from '../../model/errors.ts';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

const plain = (address: string): string => mapped.exec(address)?.[1] ?? address;
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** The proxies that the operator names: addresses, or networks such as `10.0.0.0/8`. @throws ConfigError `config.setting.invalid` */
export function parseProxies(entries: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const entry of entries) addProxy(proxies, entry.trim());
  return proxies;
}

function addProxy(proxies: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  const length = bits === undefined ? longest : Number(bits);
  if (isIP(address) === 0 || !/^\d+$/.test(bits ?? '0') || length > longest) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `“${entry}” is no address of a proxy, and no network such as 10.0.0.0/8`,
        zh: `“${entry}”不是代理地址，也不是 10.0.0.0/8 这样的网段`,
      },
      cure: {
        en: 'Write addresses and networks with commas between them: `--proxies 127.0.0.1,10.0.0.0/8`.',
        zh: '请填写地址和网段，用逗号分隔：`--proxies 127.0.0.1,10.0.0.0/8`。',
      },
    });
  }
  proxies.addSubnet(address, length, familyOf(address));
}

/** An entry of `X-Forwarded-For` without the port that some proxies add: `192.0.2.1:80`, `[2001:db8::1]:80`, in quotation marks or not. */
function addressIn(hop: string): string {
  const bare = hop.trim().replace(/^"(.*)"$/, '$1');
  const [, ipv6] = /^\[([^\]]+)\](?::\d+)?$/.exec(bare) ?? [];
  const [, ipv4] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(bare) ?? [];
  return plain(ipv6 ?? ipv4 ?? bare);
}

/**
 * Who is at the other end: the peer of the socket, unless that is a proxy of ours. Then the last entry of `X-Forwarded-For` that is no
 * proxy of ours: those before it anybody can write.
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | undefined,
  proxies: BlockList,
): string | undefined {
  let address = peer === undefined ? undefined : plain(peer);
  const hops = (forwarded ?? '').split(',').map(addressIn);
  for (let hop = hops.pop(); address !== undefined && hop !== undefined; hop = hops.pop()) {
    if (!proxies.check(address, familyOf(address)) || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}
