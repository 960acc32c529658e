import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSilent } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createNotifier } from '../../src/app/create-notifier.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Notice, Notifier, OpenedChannel, OpenedMail } from '../../src/model/service/notifier.ts';
import type { ClientPool } from '../../src/open-platform/client-pool.ts';
import { openClients } from '../../src/operations/open-clients.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { httpListen } from '../../src/util/http-listen.ts';
import { parseJson } from '../../src/util/json.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';

const openedAt = Date.parse('2026-03-01T08:00:00Z');
const notice: Notice = {
  id: 'am_1_ch_1',
  at: openedAt,
  kind: 'opened',
  alerts: [
    {
      id: 'al_1',
      kind: 'run.failed',
      state: 'open',
      subject: { kind: 'pipeline', id: 'pl_1', name: 'Orders' },
      message: { en: 'The app has no scope', zh: '应用没有权限' },
      openedAt,
      recoveredAt: undefined,
    },
  ],
};
const { signal } = new AbortController();

const posted: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 204;
let smtp: MailServer;
let hook: Server;
let hookUrl: string;
let sandbox: Sandbox;
let clients: ClientPool;
let notifier: Notifier;

beforeAll(async () => {
  smtp = await startMailServer();
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
  });
  hookUrl = await httpListen(hook, { host: '127.0.0.1', port: 0 });
  sandbox = await startSandbox({ users: 20, limits: 'off' });
  clients = openClients();
  const guard = createHostGuard({ allowsPrivate: true });
  notifier = createNotifier({ clients, guard, environment: {}, clock: systemClock, logger: silentLogger });
});
afterAll(async () => {
  await clients.close();
  await sandbox.close();
  await smtp[Symbol.asyncDispose]();
  hook.close();
});
beforeEach(() => {
  smtp.mails.length = 0;
  posted.length = 0;
  status = 204;
});

const mail = (given: Partial<OpenedMail> = {}, language: 'en' | 'zh' = 'en'): OpenedChannel => ({
  kind: 'mail',
  name: 'Team',
  language,
  host: '127.0.0.1',
  port: smtp.port,
  security: 'none',
  user: undefined,
  password: undefined,
  from: 'larkstream@example.com',
  to: ['ann@example.com', 'bob@example.com'],
  ...given,
});

test('a mail reaches all addresses, with its words in the language of the channel and the id of the message', async () => {
  await notifier.send(mail(), notice, signal);
  await notifier.send(mail({ user: 'ops', password: new Secret('right') }, 'zh'), notice, signal);
  const [english, chinese] = smtp.mails;
  expect(english?.to).toEqual(['ann@example.com', 'bob@example.com']);
  expect(english?.raw).toContain('Subject: [Larkstream] Runs fail: Orders');
  expect(english?.raw).toContain('Message-ID: <am_1_ch_1@example.com>');
  expect(english?.raw).toContain('The app has no scope');
  expect(chinese?.user).toBe('ops');
  expect(Buffer.from(chinese?.raw.split('\r\n\r\n')[1] ?? '', 'base64').toString()).toContain('应用没有权限');
});

test('a mail server is known by the certificate of its name, though it is reached at the address that the guard has found', async () => {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, smtp.authority]);
  try {
    await notifier.send(mail({ security: 'starttls', host: 'localhost' }), notice, signal);
    const unnamed = notifier.send(mail({ security: 'starttls' }), notice, signal);
    await expect(unnamed).rejects.toMatchObject({ message: expect.stringMatching(/does not match certificate/) });
  } finally {
    setDefaultCACertificates(before);
  }
  expect(smtp.mails).toHaveLength(1);
});

test('what a mail server repeats of the password is not shown, in whichever form', async () => {
  const [user, password] = ['bob', 'MAILPASSWORD123'];
  const forms = [`\0${user}\0${password}`, password, user].map((text) => Buffer.from(text).toString('base64'));
  const repeating = createSilent((socket) => {
    socket.write('220 mail\r\n');
    socket.on('data', (sent: Buffer) => {
      const isGreeting = String(sent).startsWith('EHLO');
      socket.write(
        isGreeting ? '250-mail\r\n250 AUTH PLAIN\r\n' : `535 not ${password} ${forms.join(' ')} ${sent}\r\n`,
      );
    });
  });
  repeating.listen(0, '127.0.0.1');
  await once(repeating, 'listening');
  const address = repeating.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sending = notifier.send(mail({ port, user, password: new Secret(password) }), notice, signal);
  const error: unknown = await sending.catch((thrown: unknown) => thrown);
  repeating.close();
  expect(String(error)).toContain('535 not ***');
  for (const form of [password, ...forms.map((one) => one.replace(/=+$/, ''))])
    expect(String(error)).not.toContain(form);
});

test('who stops does not wait for a mail server that says nothing', async () => {
  const silent = createSilent(() => {});
  const stop = new AbortController();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const connected = once(silent, 'connection');
  const sending = notifier.send(mail({ port }), notice, stop.signal);
  const [socket] = await connected;
  stop.abort(new Error('stopped'));
  await expect(sending).rejects.toThrow('stopped');
  socket.destroy();
  silent.close();
});

test('what a mail server says is told, never the password; a certificate that nobody has signed is no certificate', async () => {
  const wrong = notifier.send(mail({ user: 'ops', password: new Secret('s3cr3t-s3cr3t') }), notice, signal);
  await expect(wrong).rejects.toMatchObject({
    code: 'notify.mail.failed',
    message: expect.stringContaining('Wrong password'),
  });
  await expect(wrong).rejects.not.toMatchObject({ message: expect.stringContaining('s3cr3t') });
  await expect(notifier.send(mail({ security: 'starttls' }), notice, signal)).rejects.toMatchObject({
    code: 'notify.mail.failed',
    message: expect.stringMatching(/certificate/i),
  });
  await expect(notifier.send(mail({ port: 1 }), notice, signal)).rejects.toMatchObject({ code: 'notify.mail.failed' });
  expect(smtp.mails).toEqual([]);
});

const key = (byte: number): Secret => new Secret(`whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const url = (): OpenedChannel => ({
  kind: 'url',
  name: 'Pager',
  language: 'en',
  url: `${hookUrl}/alerts?team=data`,
  keys: [key(1), key(2)],
});

test('a URL gets JSON that each key signs, as Standard Webhooks says', async () => {
  await notifier.send(url(), notice, signal);
  const [one] = posted;
  const { headers, body = '' } = one ?? {};
  const id = String(headers?.['webhook-id']);
  const timestamp = Number(headers?.['webhook-timestamp']);
  expect(id).toBe('am_1_ch_1');
  expect(Math.abs(timestamp * 1000 - Date.now())).toBeLessThan(60_000);
  const signed = (byte: number) =>
    `v1,${createHmac('sha256', Buffer.alloc(32, byte)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  expect(headers?.['webhook-signature']).toBe(`${signed(1)} ${signed(2)}`);
  expect(parseJson(body)).toEqual({
    type: 'alert.opened',
    timestamp: '2026-03-01T08:00:00.000Z',
    data: {
      channel: 'Pager',
      alerts: [
        {
          id: 'al_1',
          kind: 'run.failed',
          state: 'open',
          isUrgent: false,
          subject: { kind: 'pipeline', id: 'pl_1', name: 'Orders' },
          title: { en: 'Runs fail', zh: '连续运行失败' },
          message: { en: 'The app has no scope', zh: '应用没有权限' },
          openedAt: '2026-03-01T08:00:00.000Z',
          recoveredAt: null,
        },
      ],
    },
  });
});

test.each([
  [500, 'notify.url.failed'],
  [302, 'notify.url.failed'],
  [410, 'notify.url.gone'],
])('an answer with %i is %s, and no redirection is followed', async (answered, code) => {
  status = answered;
  await expect(notifier.send(url(), notice, signal)).rejects.toMatchObject({ code });
  expect(posted).toHaveLength(1);
});

test('hosts inside the network are not reached unless the operator allows it', async () => {
  const guard = createHostGuard({ allowsPrivate: false });
  const strict = createNotifier({ clients, guard, environment: {}, clock: systemClock, logger: silentLogger });
  for (const channel of [url(), mail(), mail({ host: 'localhost' })]) {
    await expect(strict.send(channel, notice, signal)).rejects.toMatchObject({ code: 'serve.host.refused' });
  }
  expect([posted, smtp.mails]).toEqual([[], []]);
});

const chat = (chatId: string): OpenedChannel => ({
  kind: 'lark',
  name: 'Chat',
  language: 'zh',
  chatId,
  app: {
    text: JSON.stringify({
      source: {
        region: 'feishu',
        base_url: sandbox.url,
        credentials: { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: `\${SECRET}` },
        modules: { contact: {} },
      },
      destination: { type: 'ndjson', path: 'nowhere' },
    }),
    secrets: { SECRET: new Secret(sandbox.options.appSecret) },
  },
});

test('a chat gets a card, the same message once', async () => {
  const { chats } = sandbox.tenant;
  sandbox.setGrantedScopes(['im:message:send_as_bot']);
  await notifier.send(chat(chats.chatId), notice, signal);
  await notifier.send(chat(chats.chatId), notice, signal);
  expect(chats.messages).toHaveLength(1);
  expect(chats.messages[0]).toMatchObject({ chatId: chats.chatId, type: 'interactive' });
  expect(parseJson(chats.messages[0]?.content ?? '')).toMatchObject({
    schema: '2.0',
    header: { title: { content: '连续运行失败：Orders' }, template: 'red' },
    body: { elements: [{ tag: 'div', text: { tag: 'plain_text', content: expect.stringContaining('应用没有权限') } }] },
  });
});

test('a chat that the bot is not in, an app without a bot, and a missing scope are told with their cure', async () => {
  const { chatId } = sandbox.tenant.chats;
  await expect(notifier.send(chat('oc_strange'), notice, signal)).rejects.toMatchObject({
    code: 'lark.entity.missing',
    cure: expect.stringContaining('Add the bot'),
  });
  sandbox.setBotStatus(null);
  await expect(notifier.send(chat(chatId), notice, signal)).rejects.toMatchObject({ code: 'lark.app.disabled' });
  sandbox.setBotStatus(2);
  sandbox.setGrantedScopes([]);
  await expect(notifier.send(chat(chatId), notice, signal)).rejects.toMatchObject({
    code: 'lark.scope.missing',
    cure: expect.stringContaining('im:message:send_as_bot'),
  });
});
