import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError, type LarkstreamError, TransientError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { Redactor } from '../../model/redactor.ts';
import type { Secret } from '../../model/secret.ts';
import { type LostAnswer, lostCodes } from '../../outbound/lost-answer.ts';
import { toVisible } from '../../util/visible.ts';

/** What the platform said when it refused, in its own words; "" when it said nothing. */
interface PlatformMessage {
  readonly words: string;
  /** Kept out of what is shown. */
  readonly secret: Secret;
}

/** Codes after which asking again soon does not help. Source: `ws/const` of the official SDKs, and issue reports. */
const refusals: Readonly<Record<number, Message>> = {
  403: { en: 'the platform forbids it', zh: '平台禁止连接' },
  514: { en: 'the platform does not accept the credentials', zh: '平台不接受该凭证' },
  1000040344: { en: 'no credentials were sent', zh: '没有发送凭证' },
  1000040345: {
    en: 'app id or app secret is wrong, or the app was never published',
    zh: 'App ID 或 App Secret 有误，或应用从未发布',
  },
  1000040346: { en: 'the app id is wrong', zh: 'App ID 有误' },
  1000040350: {
    en: 'the app has reached its number of connections',
    zh: '该应用打开的连接数已达上限',
  },
};
const wrongRegion = 1000040351;
const tooMany = 1000040350;
const maxWordsLength = 200;

/**
 * The error for a code of the endpoint or the handshake: ConfigError `lark.region.mismatch` or `events.connection.refused` where a
 * person must act, TransientError `events.connection.lost` for unknown codes.
 */
export function refusal(code: number, said: PlatformMessage): LarkstreamError {
  const details = { code };
  const words = quoted(said);
  if (code === wrongRegion) {
    const message = {
      en: `The app belongs to another region: the platform refuses the domain of the long connection${words.en}`,
      zh: `应用不属于该区域：平台认为长连接的域名不正确${words.zh}`,
    };
    return new ConfigError({ code: 'lark.region.mismatch', message, details });
  }
  const reason = refusals[code];
  if (reason === undefined) {
    return lost({
      en: `The endpoint of the long connection answered code ${code}${words.en}`,
      zh: `长连接的接口返回错误码 ${code}${words.zh}`,
    });
  }
  const message = {
    en: `The long connection was refused with code ${code}: ${reason.en}${words.en}`,
    zh: `长连接被拒绝，错误码 ${code}：${reason.zh}${words.zh}`,
  };
  const cure = {
    en: 'Stop the other receivers for this app (other processes, other machines), then wait a few minutes: the platform notices a closed connection late.',
    zh: '请关闭接收该应用事件的其他程序（其他进程、其他机器），再等几分钟：平台较晚才会察觉断开的连接。',
  };
  return new ConfigError({
    code: 'events.connection.refused',
    message,
    details,
    ...(code === tooMany ? { cure } : {}),
  });
}

/** What the server says when it does not switch to the WebSocket protocol; it names its reason in headers of its own. */
export function refusedHandshake(headers: IncomingHttpHeaders, secret: Secret): LarkstreamError {
  const [status, autherrcode] = [headers['handshake-status'], headers['handshake-autherrcode']];
  // Node reads headers as Latin-1.
  const words = Buffer.from(String(headers['handshake-msg'] ?? ''), 'latin1').toString('utf8');
  if (status === '403' || autherrcode === String(tooMany)) {
    return refusal(Number(autherrcode ?? status), { words, secret });
  }
  const said = quoted({ words, secret });
  return lost({
    en: `The handshake of the long connection was refused with status ${String(status)}${said.en}`,
    zh: `长连接握手被拒绝，状态 ${String(status)}${said.zh}`,
  });
}

/** TransientError `events.connection.lost`: the connection is made again. */
export function lost(message: Message, cause?: unknown): TransientError {
  return new TransientError({ code: 'events.connection.lost', message, cause });
}

/** A way that failed, as an error: what does not pass by itself is for a person. */
export function unreached(answer: LostAnswer): LarkstreamError {
  const { text, isPermanent, reason, cause } = answer;
  const message = {
    en: `The long connection failed: ${text.en}`,
    zh: `长连接失败：${text.zh}`,
  };
  if (!isPermanent) return lost(message, cause);
  return new ConfigError({ code: lostCodes[reason] ?? 'events.connection.refused', message, cause });
}

function quoted({ words, secret }: PlatformMessage): Message {
  const clean = toVisible(new Redactor([secret]).redact(words).replace(/\s+/g, ' ').trim()).slice(0, maxWordsLength);
  return clean === '' ? { en: '', zh: '' } : { en: ` ("${clean}")`, zh: `（“${clean}”）` };
}
