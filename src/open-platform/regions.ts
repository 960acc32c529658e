import { ConfigError } from '../model/errors.ts';

const regions = ['feishu', 'lark'] as const;
/** The two platforms: `feishu` in China, `lark` elsewhere. */
export type Region = (typeof regions)[number];

/** An app and its tenant live in one of them; the other one does not know the app. */
const openHosts: Readonly<Record<Region, string>> = {
  feishu: 'https://open.feishu.cn',
  lark: 'https://open.larksuite.com',
};

/** Where people sign in. Source: authentication-management/access-token/obtain-oauth-code. */
const accountsHosts: Readonly<Record<Region, string>> = {
  feishu: 'https://accounts.feishu.cn',
  lark: 'https://accounts.larksuite.com',
};

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Where calls go, and where a person looks after the app. */
export interface PlatformAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What a private deployment puts before `/open-apis`; mostly empty. */
  readonly pathPrefix: string;
  /** Where the developer console of the app is. */
  readonly consoleOrigin: string;
  readonly isLoopback: boolean;
}

/** Throws `ConfigError` when `baseUrl` is no http(s) URL: without a scheme it would fail later, and much less clearly. */
export function platformAddress(region: Region, baseUrl?: string): PlatformAddress {
  if (baseUrl === undefined || baseUrl === '') {
    const origin = openHosts[region];
    return { origin, pathPrefix: '', consoleOrigin: origin, isLoopback: false };
  }
  const url = parseBaseUrl(baseUrl);
  const isLoopback = loopback.test(url.hostname);
  return {
    origin: url.origin,
    pathPrefix: url.pathname.replace(/\/+$/, '').replace(/\/open-apis$/, ''),
    consoleOrigin: isLoopback ? openHosts[region] : url.origin,
    isLoopback,
  };
}

function parseBaseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isWeb || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'The setting `base_url` is not a web address with scheme and host.',
        zh: '配置项 `base_url` 不是带协议和主机名的网址。',
      },
      cure: {
        en: 'Write it as https://open.example.com, or leave it out to use the region’s own host.',
        zh: '请写成 https://open.example.com，或不填而使用该区域的默认地址。',
      },
      details: { setting: 'base_url' },
    });
  }
  return url;
}

/** Where the browser of somebody who signs in is sent; for a private deployment none is documented, so it is the deployment's own. */
export function accountsAddress(region: Region, baseUrl?: string): string {
  if (baseUrl === undefined || baseUrl === '') return accountsHosts[region];
  const { origin, pathPrefix } = platformAddress(region, baseUrl);
  return origin + pathPrefix;
}
