import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../model/errors.ts';

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv6');
}

function isPrivate(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) return address === 'localhost' || address.endsWith('.localhost') || address.endsWith('.internal');
  return privateNetworks.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * On Airbyte Cloud (`DEPLOYMENT_MODE=cloud`) a connector must not be a way into the network that it runs in, nor send secrets in
 * the clear. @throws ConfigError `config.setting.invalid`
 */
export function assertAllowedInCloud(baseUrl: string | undefined, deploymentMode: string | undefined): void {
  if (baseUrl === undefined || deploymentMode?.toLowerCase() !== 'cloud') return;
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:' && !isPrivate(hostname)) return;
  throw new ConfigError({
    code: 'config.setting.invalid',
    message: {
      en: 'base_url must be an https address outside private networks',
      zh: 'base_url 必须是私有网络之外的 https 地址',
    },
    cure: {
      en: 'Use the public address of your deployment, or run the connector on your own Airbyte.',
      zh: '请使用部署的公网地址，或在自建的 Airbyte 上运行连接器。',
    },
  });
}
