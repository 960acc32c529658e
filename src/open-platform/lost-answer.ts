import type { Message } from '../model/message.ts';

/** An attempt that ended without an answer. `isPermanent`: repeating it is of no use (certificate). */
export class LostAnswer extends Error {
  readonly isPermanent: boolean;
  readonly reason: Message;

  constructor(reason: Message, options: { readonly cause?: unknown; readonly isPermanent?: boolean } = {}) {
    super(reason.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LostAnswer';
    this.reason = reason;
    this.isPermanent = options.isPermanent ?? false;
  }
}

const lossesInChinese: Readonly<Record<string, string>> = {
  ECONNREFUSED: '连接被拒绝',
  ECONNRESET: '连接被对方重置',
  ENOTFOUND: '找不到主机',
  EAI_AGAIN: '暂时无法解析主机名',
  ETIMEDOUT: '连接超时',
  EHOSTUNREACH: '主机不可达',
  ENETUNREACH: '网络不可达',
  EPIPE: '连接已断开',
  UND_ERR_SOCKET: '连接被对方关闭',
  UND_ERR_CONNECT_TIMEOUT: '连接超时',
  SELF_SIGNED_CERT_IN_CHAIN: '证书链中有自签名证书',
  DEPTH_ZERO_SELF_SIGNED_CERT: '证书是自签名的',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '无法验证证书的签发者',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: '本机没有证书签发者的根证书',
  CERT_HAS_EXPIRED: '证书已过期',
};

const permanentCodes =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY)_|HOSTNAME_MISMATCH|EPROTO)/;

/** What broke a connection off, in the words of Node or, where they are known, in ours. */
export function lostAnswer(error: Error): LostAnswer {
  if (error instanceof LostAnswer) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // A failed connection to several addresses is an AggregateError without a message of its own.
  const text = error.message === '' ? code : error.message;
  const known = lossesInChinese[code];
  return new LostAnswer(
    { en: text, zh: known === undefined ? `“${text}”` : `${known}（${code}）` },
    { cause: error, isPermanent: permanentCodes.test(code) },
  );
}
