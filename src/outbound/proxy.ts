import { BlockList, isIP } from 'node:net';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { Secret } from '../model/secret.ts';

/** Names to values, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy that an environment variable names. */
export interface ProxyAddress {
  /** Holds the password, when there is one. */
  readonly url: Secret;
  /** Host and port: what may be shown. */
  readonly label: string;
  /** The variable that names it. */
  readonly variable: string;
}

const httpNames = ['http_proxy', 'HTTP_PROXY'] as const;
/** As widely done, `https` falls back to what is set for `http`: a machine that needs a proxy for one needs it for both. */
const httpsNames = ['https_proxy', 'HTTPS_PROXY', ...httpNames] as const;
const anyNames = ['all_proxy', 'ALL_PROXY'] as const;
const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[?::1\]?)$/i;

/** Whether a host is this machine, with or without brackets around an IPv6 address: no proxy, no packing. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/**
 * The proxy through which an address is reached, by `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` in either
 * case; undefined for a direct connection. No proxy is ever between a program and its own machine.
 * @throws ConfigError `network.proxy.invalid`
 */
export function proxyFor(target: string, environment: Environment): ProxyAddress | undefined {
  const { protocol, hostname, port } = new URL(target);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isLoopback(host)) return undefined;
  const names = [...(isSecure ? httpsNames : httpNames), ...anyNames];
  const variable = names.find((name) => (environment[name] ?? '').trim() !== '');
  if (variable === undefined) return undefined;
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (isExcepted({ host, port: port === '' ? (isSecure ? '443' : '80') : port }, exceptions)) return undefined;
  return parseProxy((environment[variable] ?? '').trim(), variable);
}

/** The value may hold a password, also where it is malformed: nothing of it is ever shown but a host and port that parsed. */
function parseProxy(value: string, variable: string): ProxyAddress {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(text)) {
    throw invalid(variable, { en: 'it is not an address', zh: '它不是一个地址' });
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid(variable, {
      en: 'only proxies with http:// or https:// can be used',
      zh: '只能使用以 http:// 或 https:// 开头的代理',
    });
  }
  // An unescaped / ? # in a password ends the host early: what follows would be taken for a path.
  if (url.hostname === '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw invalid(variable, {
      en: 'there is text after host and port; write / ? # @ : in a user name or password as %2F %3F %23 %40 %3A',
      zh: '主机和端口之后还有内容；用户名或密码中的 / ? # @ : 须写作 %2F %3F %23 %40 %3A',
    });
  }
  for (const part of [url.username, url.password]) assertDecodable(part, variable);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return { url: new Secret(url.href), label: `${url.hostname}:${port}`, variable };
}

function assertDecodable(part: string, variable: string): void {
  try {
    if (!/[\r\n]/.test(decodeURIComponent(part))) return;
  } catch {
    // Reported below, without the text.
  }
  throw invalid(variable, {
    en: 'a % in the user name or password is not followed by two hex digits; write % itself as %25',
    zh: '用户名或密码中的 % 之后不是两位十六进制数字；% 本身须写作 %25',
  });
}

function invalid(variable: string, why: Message): ConfigError {
  return new ConfigError({
    code: 'network.proxy.invalid',
    message: {
      en: `The environment variable ${variable} has no usable proxy: ${why.en}`,
      zh: `环境变量 ${variable} 不是可用的代理：${why.zh}`,
    },
    details: { variable },
  });
}

/** `*`, a host (with everything below it), an IP address, a network such as 10.0.0.0/8; each with a port or without. */
function isExcepted(target: { readonly host: string; readonly port: string }, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matches(target, entry.toLowerCase()));
}

function matches({ host, port }: { readonly host: string; readonly port: string }, entry: string): boolean {
  const [, bracketed, plain = '', wantedPort] = /^(?:\[([^\]]+)\]|([^:]*|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const wanted = bracketed ?? plain;
  if (wanted === '') return false;
  const family = isIP(host);
  if (family !== 0) return isInNetwork(host, family, wanted);
  const domain = wanted.replace(/^\*?\.?/, '').replace(/\.$/, '');
  const name = host.toLowerCase();
  return name === domain || name.endsWith(`.${domain}`);
}

function isInNetwork(host: string, family: number, wanted: string): boolean {
  const [address = '', bits] = wanted.split('/');
  const wantedFamily = isIP(address);
  if (wantedFamily !== family) return false;
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > width) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(address, prefix, name);
  return network.check(host, name);
}
