import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { TransientError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { HostGuard } from '../model/service/host-guard.ts';
import type { Notice, OpenedMail } from '../model/service/notifier.ts';
import { orAborted } from '../util/or-aborted.ts';
import { headlineOf, paragraphsOf } from './notice-words.ts';

interface MailParts {
  readonly guard: HostGuard;
  readonly language: keyof Message;
  readonly signal: AbortSignal;
}

/** More than so many in one message are counted only. */
const shownInMail = 100;
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
const maxSaid = 300;

/**
 * Sends a notice as plain text, at the address that the guard has found for the server's name.
 * @throws ConfigError `serve.host.refused`; TransientError `notify.mail.failed`
 */
export async function sendMail(
  mail: OpenedMail,
  notice: Notice,
  { guard, language, signal }: MailParts,
): Promise<void> {
  const { host, port, security, user, password, from, to } = mail;
  const address = await guard.resolve(host);
  const transport = createTransport({
    ...timeouts,
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    // The certificate is one of the name.
    ...(isIP(host) === 0 ? { tls: { servername: host } } : {}),
    ...(user === undefined ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const sent = transport.sendMail({
      from,
      to: [...to],
      subject: `[Larkstream] ${headlineOf(notice, language)}`,
      text: `${paragraphsOf(notice, language, shownInMail).join('\n\n')}\n`,
      // The same with every try, so that a mailbox can tell that it has it.
      messageId: `<${notice.id}@${from.split('@').at(-1) ?? host}>`,
      date: new Date(notice.at),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    // Who stops does not wait for a server that says nothing.
    await orAborted(sent, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    throw refusal(thrown, mail);
  } finally {
    transport.close();
  }
}

function refusal(thrown: unknown, mail: OpenedMail): TransientError {
  const { host } = mail;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const hidden = sentSecrets(mail).reduce((text, secret) => text.replaceAll(secret, '***'), said);
  const shown = hidden.slice(0, maxSaid).toWellFormed();
  return new TransientError({
    code: 'notify.mail.failed',
    message: { en: `The mail server ${host} did not take it: ${shown}`, zh: `邮件服务器 ${host} 未接收：“${shown}”` },
  });
}

/** The password as a server may repeat it: as it is, and as it was sent by AUTH PLAIN and AUTH LOGIN. The longest come first. */
function sentSecrets({ user = '', password }: OpenedMail): readonly string[] {
  const secret = password?.reveal() ?? '';
  if (secret === '') return [];
  const sent = [`\0${user}\0${secret}`, `${user}\0${user}\0${secret}`, secret, ...(user === '' ? [] : [user])];
  const inBase64 = sent.map((text) => Buffer.from(text).toString('base64').replace(/=+$/, ''));
  return [...inBase64, secret].toSorted((one, other) => other.length - one.length);
}
