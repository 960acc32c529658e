import { createCipheriv, createHash } from 'node:crypto';
import type { CheckLine } from '../../../model/service/check-report.ts';
import { LostAnswer } from '../../../outbound/lost-answer.ts';
import { Transport } from '../../../outbound/transport.ts';
import { isObject, tryParseJson } from '../../../util/json.ts';
import type { CheckContext, WebhookToCheck } from './check-context.ts';
import { type Check, errorLine, lineOf } from './check-line.ts';

const webhookCheck: Check = { name: 'webhook', title: { en: 'Webhook address', zh: 'Webhook 地址' } };
const timeoutMs = 10_000;

/**
 * Does what the developer console does when the address is entered there: posts a challenge, and looks whether it comes back. It goes
 * the way of events, through the proxies in front, and leaves no event behind.
 */
export async function checkWebhook(
  webhook: WebhookToCheck,
  { environment, signal }: CheckContext,
  random: RandomBytes,
): Promise<CheckLine> {
  const { origin, pathname } = new URL(webhook.url);
  const challenge = Buffer.from(random(16)).toString('hex');
  const transport = new Transport({ origin, pathPrefix: '', environment, timeoutMs, connections: 1 });
  try {
    const body = bodyOf(challenge, webhook, random);
    const { status, body: text } = await transport.send({ method: 'POST', path: pathname, headers: {}, body, signal });
    const answer = tryParseJson(text.toString('utf8'));
    if (status === 200 && isObject(answer) && answer.challenge === challenge) {
      return lineOf(webhookCheck, 'ok', {
        en: `${webhook.url} answers the challenge of the platform, as far as can be told from here`,
        zh: `从本机看，${webhook.url} 能应答平台的验证请求`,
      });
    }
    return unreachable(webhook, { en: `HTTP ${status}`, zh: `HTTP ${status}` });
  } catch (thrown) {
    signal.throwIfAborted();
    return thrown instanceof LostAnswer ? unreachable(webhook, thrown.text) : errorLine(webhookCheck, thrown);
  } finally {
    await transport.close();
  }
}

type RandomBytes = (count: number) => Uint8Array;

/** Encrypted where there is an Encrypt Key: AES-256-CBC under its SHA-256, the initialisation vector in front, in base64. */
function bodyOf(challenge: string, { verificationToken, encryptKey }: WebhookToCheck, random: RandomBytes): string {
  const text = JSON.stringify({ type: 'url_verification', token: verificationToken.reveal(), challenge });
  if (encryptKey === undefined) return text;
  const iv = random(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey.reveal()).digest(), iv);
  return JSON.stringify({
    encrypt: Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64'),
  });
}

function unreachable({ url }: WebhookToCheck, why: { readonly en: string; readonly zh: string }): CheckLine {
  return lineOf(
    webhookCheck,
    'failed',
    { en: `${url} does not answer the challenge: ${why.en}`, zh: `${url} 未应答验证请求：${why.zh}` },
    {
      cure: {
        en: 'The platform must reach this address from the internet: check --public-url, the proxy in front, and that a receiver runs.',
        zh: '平台必须能从互联网访问该地址：请检查 --public-url、前置代理，以及接收进程是否在运行。',
      },
    },
  );
}
