import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import type { Message } from '../model/message.ts';
import { LostAnswer } from './lost-answer.ts';
import type { Environment, ProxyAddress } from './proxy.ts';

/** The connection that failed. */
export interface FailedRoute {
  /** Host of what was to be reached. */
  readonly host: string;
  readonly proxy: ProxyAddress | undefined;
  readonly environment: Environment;
}

const untrusted = /^(SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(GET|VERIFY)_|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE))/;
const certificate = /^(CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;
const tls = /^(ERR_TLS_|ERR_SSL_|EPROTO)/;
const invalidRequest = /^(UND_ERR_INVALID_ARG|ERR_INVALID_|ERR_HTTP_INVALID_)/;

const connectionTexts: Readonly<Record<string, Message>> = {
  ENOTFOUND: { en: 'the host name is unknown (ENOTFOUND)', zh: '无法解析该主机名（ENOTFOUND）' },
  EAI_AGAIN: { en: 'the name lookup failed (EAI_AGAIN)', zh: '暂时无法查询该主机名（EAI_AGAIN）' },
  ECONNREFUSED: { en: 'the connection was refused (ECONNREFUSED)', zh: '连接被拒绝（ECONNREFUSED）' },
  ETIMEDOUT: { en: 'no connection in time (ETIMEDOUT)', zh: '未能及时建立连接（ETIMEDOUT）' },
  UND_ERR_CONNECT_TIMEOUT: { en: 'no connection in time (ETIMEDOUT)', zh: '未能及时建立连接（ETIMEDOUT）' },
  ECONNRESET: { en: 'the connection was cut (ECONNRESET)', zh: '连接被中断（ECONNRESET）' },
  EPIPE: { en: 'the connection was cut (EPIPE)', zh: '连接被中断（EPIPE）' },
  UND_ERR_SOCKET: { en: 'the connection was cut', zh: '连接被中断' },
  EHOSTUNREACH: { en: 'no route to the host (EHOSTUNREACH)', zh: '网络不可达（EHOSTUNREACH）' },
  ENETUNREACH: { en: 'no route to the network (ENETUNREACH)', zh: '网络不可达（ENETUNREACH）' },
};

/** What a thrown error of a connection means, for a person; never with a password of a proxy. */
export function explainFailure(thrown: unknown, route: FailedRoute): LostAnswer {
  if (thrown instanceof LostAnswer) return thrown;
  const code = codeOf(thrown);
  const status = proxyStatus(thrown);
  if (route.proxy !== undefined && status !== undefined) return refusedByProxy(status, route.proxy, thrown);
  if (untrusted.test(code)) return untrustedCertificate(code, route, thrown);
  if (certificate.test(code)) return wrongCertificate(code, route, thrown);
  if (tls.test(code)) {
    const text = { en: `no TLS connection (${code})`, zh: `无法建立 TLS 连接（${code}）` };
    return new LostAnswer({
      reason: 'network',
      text: withRoute(text, thrown, route),
      isPermanent: true,
      cause: thrown,
    });
  }
  if (invalidRequest.test(code)) {
    const text = { en: 'the request cannot be sent', zh: '该请求无法发送' };
    return new LostAnswer({ reason: 'request', text, isPermanent: true, cause: thrown });
  }
  const text = connectionTexts[code] ?? plainText(thrown, code);
  return new LostAnswer({ reason: 'network', text: withRoute(text, thrown, route), isPermanent: false, cause: thrown });
}

/** Something in between answers in place of what was asked for, such as a proxy that wants a password. */
export function refusedByProxy(status: number, proxy: ProxyAddress, cause?: unknown): LostAnswer {
  const wantsPassword = status === 407;
  return new LostAnswer({
    reason: 'proxy',
    // What lies behind the proxy may come back; a rule or a password does not change by itself.
    isPermanent: status < 500,
    text: {
      en: `the proxy ${proxy.label} of ${proxy.variable} refused the connection with HTTP ${status}${wantsPassword ? ': it requires a user name and password' : ''}`,
      zh: `${proxy.variable} 的代理 ${proxy.label} 以 HTTP ${status} 拒绝了连接${wantsPassword ? '：它需要用户名和密码' : ''}`,
    },
    cause,
  });
}

function untrustedCertificate(code: string, { host, environment }: FailedRoute, cause: unknown): LostAnswer {
  const file = environment.NODE_EXTRA_CA_CERTS ?? '';
  const known: Message =
    file === ''
      ? { en: 'NODE_EXTRA_CA_CERTS is not set', zh: '未设置 NODE_EXTRA_CA_CERTS' }
      : isReadable(file)
        ? {
            en: 'the file in NODE_EXTRA_CA_CERTS does not contain the certificate that signed it',
            zh: 'NODE_EXTRA_CA_CERTS 所指的文件中没有签发它的证书',
          }
        : {
            en: 'the file in NODE_EXTRA_CA_CERTS is unreadable',
            zh: '无法读取 NODE_EXTRA_CA_CERTS 所指的文件',
          };
  return new LostAnswer({
    reason: 'certificate',
    isPermanent: true,
    text: {
      en: `the certificate of ${host} is not signed by an authority that this machine trusts (${code}); ${known.en}`,
      zh: `${host} 的证书不是由此处受信任的机构签发的（${code}）；${known.zh}`,
    },
    cause,
  });
}

function wrongCertificate(code: string, { host }: FailedRoute, cause: unknown): LostAnswer {
  const text =
    code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID'
      ? {
          en: `by this machine's clock, the certificate of ${host} is out of date (${code})`,
          zh: `按本机时钟，${host} 的证书不在有效期内（${code}）`,
        }
      : { en: `the certificate is not one for ${host} (${code})`, zh: `该证书不属于 ${host}（${code}）` };
  return new LostAnswer({ reason: 'certificate', isPermanent: true, text, cause });
}

function withRoute(text: Message, thrown: unknown, { host, proxy }: FailedRoute): Message {
  const tried = addressesOf(thrown);
  const where =
    proxy === undefined
      ? { en: host, zh: host }
      : {
          en: `${host} through the proxy ${proxy.label} of ${proxy.variable}`,
          zh: `${host}（经 ${proxy.variable} 的代理 ${proxy.label}）`,
        };
  const list = tried.length === 0 ? undefined : tried.join(', ');
  return {
    en: `${where.en}: ${text.en}${list === undefined ? '' : `, tried ${list}`}`,
    zh: `${where.zh}：${text.zh}${list === undefined ? '' : `，已尝试 ${list}`}`,
  };
}

function plainText(thrown: unknown, code: string): Message {
  // A failed connection to several addresses is an AggregateError without a message of its own.
  const text = thrown instanceof Error && thrown.message !== '' ? thrown.message : code;
  return { en: text, zh: text };
}

function codeOf(thrown: unknown): string {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && at.code !== 'UND_ERR_PRX_CONN') return at.code;
  }
  return '';
}

/** undici reports the status of a refused CONNECT, and a 407 to a plain request, only in words. */
function proxyStatus(thrown: unknown): number | undefined {
  const text = thrown instanceof Error ? thrown.message : '';
  const status = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(text);
  return status === null ? undefined : Number(status[1] ?? status[2]);
}

/** Which addresses were tried, each with its family. */
function addressesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  if (thrown instanceof AggregateError) return [...new Set(thrown.errors.flatMap(addressesOf))];
  const { address, port } = { address: undefined, port: undefined, ...thrown };
  if (typeof address !== 'string' || isIP(address) === 0) return addressesOf(thrown.cause);
  const family = isIP(address);
  const shown = family === 6 ? `[${address}]` : address;
  return [`${shown}${typeof port === 'number' ? `:${port}` : ''} (IPv${family})`];
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
