import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { revealed } from '../../../test/support/revealed.ts';
import { Secret } from '../../model/secret.ts';
import { decrypt, signEvent, signOldCard } from './secrets.ts';
import { verifyRequest, type WebhookApp } from './verify-request.ts';

const app: WebhookApp = {
  appId: 'cli_a1b2c3d4e5f60718',
  verificationToken: new Secret('v-token'),
  encryptKey: new Secret('test key'),
  takesOldCards: false,
};
const open: WebhookApp = { ...app, encryptKey: undefined };
const now = 1_800_000_000_000;

function encrypt(value: unknown, key = 'test key'): Buffer {
  const iv = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  const wire = Buffer.concat([iv, cipher.update(JSON.stringify(value)), cipher.final()]).toString('base64');
  return Buffer.from(JSON.stringify({ encrypt: wire }));
}

function signed(body: Buffer, { at = now, key = 'test key' } = {}) {
  const [timestamp, nonce] = [String(Math.floor(at / 1000)), 'nonce123'];
  const headers = {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signEvent({ timestamp, nonce, body }, new Secret(key)),
  };
  return { headers, body, now };
}

const second = (changes: object = {}, header: object = {}) => ({
  schema: '2.0',
  header: {
    event_id: 'f7984f25108f8137722bb63cee927e66',
    event_type: 'contact.user.created_v3',
    create_time: '1608725989000',
    token: 'v-token',
    app_id: app.appId,
    tenant_key: 'tenant',
    ...header,
  },
  event: { object: { open_id: 'ou_1' } },
  ...changes,
});

describe('published vectors', () => {
  test("the documentation's decryption example", () => {
    expect(decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', new Secret('test key'))).toBe('hello world');
    const wire =
      'AAECAwQFBgcICQoLDA0ODw9mLTIAZS9jAmGTQ1wAhHpnBHVL2wRjH9rPunQdQC1vLjsckayA10kZ8cPwtb62F8rC7JprUPR/4S2aZihfR+p8npX7UzWPithZmfKIPZgE';
    expect(decrypt(wire, new Secret('test key'))).toBe(
      '{"challenge":"ajls384kdjx98XX","token":"xxxxxx","type":"url_verification"}',
    );
  });

  test("the official Go SDK's decryption example (oapi-sdk-go, event/dispatcher/dispatcher_test.go)", () => {
    const wire =
      'bZ3L7yh6m3Fkuffl4g+3uGjIHnhOm5fVZbKVuyT8t7tcd5ABMYm8l28/X900ZL3knZ7n+sCREu/H2WnIzft0amC7+xWqNH8o25IU63N4BnZWfHh+4hyG76QPd19vkw2bPJCx9aqxK8Nz+xqFNbk0RdgyWhmgd30jSxHtcQXAllkI7FMpGpOCteJad3bLXPDBQIV/xkCtKICCS7Z63gakpxZCLaRZ3qCXP1fapHh+LBIupxenrU6ysc7I3nHmjmKie41IiWwS5puG4zQHhVbq6KWLcgWm/3NBZOPQy53ucMu75SXA55I7jarVLZXWUcqBGrcgE3vouWbtwgZuzmoTQl0GSh5VYSVvpW992BuGxUWj0XjPYdICJm6Cr7xouNXwMcdb7N8caVdkdSZeEnswG19qSyDoQhklwzNGW0yiaayulBqJNjfge/G5V3401c2XaIuAeEIo+QQ4RSNpRGfnHkbu/j55FGQAGWjpuBNaIwZbaUoVP3NkGP+vM5rpEDe3sL2GN+Xsd+g9yBs7FqdMV8mXTGgLjCqjrPrke5/km76Q3Pe6KPs2YexMRG4MkSx3xUTzZnNn7zIzShPcjeSwBd2pxk6ht5N+fzueZdxl6Oo=';
    expect(JSON.parse(decrypt(wire, new Secret('1212121212')) ?? '')).toMatchObject({
      schema: '2.0',
      header: { event_id: 'f7984f25108f8137722bb63cee927e66', event_type: 'contact.user.created_v3', token: 'v' },
      event: { object: { name: '张三' } },
    });
    expect(decrypt(wire, new Secret('1212121213'))).toBeUndefined();
  });

  test('the signatures of events and of older cards', () => {
    const body = Buffer.from('{"encrypt":"P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="}');
    const event = { timestamp: '1700000000', nonce: 'nonce123', body };
    expect(signEvent(event, new Secret('test key'))).toBe(
      '669e3ed5328644f71370e3249f96af0fd17e5ed4d7b178c44f11f7997339e344',
    );
    const card = { timestamp: '1700000000', nonce: 'nonce123', body: Buffer.from('{"a":1}') };
    expect(signOldCard(card, new Secret('vtoken'))).toBe('65220cc73699f4c5dfa7b5243873969b631b1b9d');
  });
});

describe('the address check of the console', () => {
  const challenge = { challenge: 'abc', token: 'v-token', type: 'url_verification' };

  test('an address check is answered in plain text, encrypted or not, and needs no signature', () => {
    const plain = Buffer.from(JSON.stringify(challenge));
    expect(verifyRequest({ headers: {}, body: plain, now }, open)).toEqual({ kind: 'challenge', challenge: 'abc' });
    expect(verifyRequest({ headers: {}, body: encrypt(challenge), now }, app)).toEqual({
      kind: 'challenge',
      challenge: 'abc',
    });
  });

  test('an address check is refused with another token, and in plain text when there is an Encrypt Key', () => {
    const wrong = encrypt({ ...challenge, token: 'guess' });
    expect(verifyRequest({ headers: {}, body: wrong, now }, app)).toEqual({ kind: 'refused', reason: 'token' });
    const plain = Buffer.from(JSON.stringify(challenge));
    expect(verifyRequest({ headers: {}, body: plain, now }, app)).toEqual({ kind: 'refused', reason: 'not_encrypted' });
  });

  test('an address check is refused when its challenge is not one of the platform, so it decrypts no foreign ciphertext', () => {
    for (const odd of ['', '{"encrypt"', 'a b', 'ab\u0000', '\ufffd'.repeat(16), 'x'.repeat(257), 5])
      expect(verifyRequest({ headers: {}, body: encrypt({ ...challenge, challenge: odd }), now }, app)).toMatchObject(
        odd === 5 ? { kind: 'challenge' } : { kind: 'refused' },
      );
  });
});

describe('events', () => {
  test('events of schema 2.0 are parsed, with times in milliseconds or microseconds', () => {
    for (const create_time of ['1608725989000', '1608725989000123']) {
      expect(verifyRequest(signed(encrypt(second({}, { create_time }))), app)).toMatchObject({
        kind: 'event',
        event: {
          id: 'f7984f25108f8137722bb63cee927e66',
          type: 'contact.user.created_v3',
          tenantKey: 'tenant',
          createdAt: 1_608_725_989_000,
          body: { object: { open_id: 'ou_1' } },
          orderKey: null,
        },
      });
    }
  });

  test('events of schema 1.0 are parsed, with their instance as the order key', () => {
    const body = {
      ts: '1502199207.7171419',
      uuid: 'bc447199585340d1f3728d26b1c0297a',
      token: 'v-token',
      type: 'event_callback',
      event: {
        app_id: app.appId,
        tenant_key: 't',
        type: 'approval_instance',
        instance_code: 'I1',
        operate_time: 5,
      },
    };
    expect(verifyRequest(signed(encrypt(body)), app)).toMatchObject({
      event: { id: body.uuid, type: 'approval_instance', createdAt: 1_502_199_207_717, orderKey: 'approval/I1' },
    });
  });

  test('messages are identified by their own id, because a repetition has another event_id', () => {
    const message = (event_id: string) =>
      second({ event: { message: { message_id: 'om_1' } } }, { event_id, event_type: 'im.message.receive_v1' });
    for (const id of ['first', 'second'])
      expect(verifyRequest(signed(encrypt(message(id))), app)).toMatchObject({
        event: { id, dedupKey: 'message/om_1' },
      });
  });

  test('a ticket is kept apart from what may be shown', () => {
    const body = {
      ts: '1',
      uuid: 'u',
      token: 'v-token',
      type: 'event_callback',
      event: { app_id: app.appId, type: 'app_ticket', app_ticket: 'secret ticket' },
    };
    const found = verifyRequest(signed(encrypt(body)), app);
    expect(revealed(found)).toMatchObject({ event: { effect: { kind: 'ticket', ticket: 'secret ticket' } } });
    expect(found).toMatchObject({ event: { body: { app_ticket: '***' } } });
  });

  test('without an Encrypt Key the token alone decides, and it is always compared', () => {
    const body = (token: string) => Buffer.from(JSON.stringify(second({}, { token })));
    expect(verifyRequest({ headers: {}, body: body('v-token'), now }, open)).toMatchObject({ kind: 'event' });
    for (const token of ['', 'v-toke', 'v-token2'])
      expect(verifyRequest({ headers: {}, body: body(token), now }, open)).toEqual({
        kind: 'refused',
        reason: 'token',
      });
    const none = Buffer.from(JSON.stringify(second({ header: { event_id: '1', event_type: 'x' } })));
    expect(verifyRequest({ headers: {}, body: none, now }, open)).toEqual({ kind: 'refused', reason: 'token' });
  });
});

describe('refused', () => {
  const good = signed(encrypt(second()));
  const cases = {
    'no signature': ['signature', { ...good, headers: {} }],
    'another signature': ['signature', { ...good, headers: { ...good.headers, 'x-lark-signature': 'f'.repeat(64) } }],
    'signed with another key': ['signature', signed(encrypt(second()), { key: 'guess' })],
    'a body that was written anew': [
      'signature',
      { ...good, body: Buffer.from(good.body.toString().replace('":"', '": "')) },
    ],
    'encrypted with another key': ['not_encrypted', signed(encrypt(second(), 'guess'))],
    'in the clear': ['not_encrypted', signed(Buffer.from(JSON.stringify(second())))],
    'in the clear, without a signature': ['not_encrypted', { ...good, headers: {}, body: Buffer.from('{}') }],
    'another token inside': ['token', signed(encrypt(second({}, { token: 'guess' })))],
    'a timestamp of nine hours ago': ['timestamp', signed(encrypt(second()), { at: now - 9 * 3_600_000 })],
    'a timestamp of tomorrow': ['timestamp', signed(encrypt(second()), { at: now + 86_400_000 })],
    'for another app': ['other_app', signed(encrypt(second({}, { app_id: 'cli_other' })))],
    truncated: ['not_encrypted', signed(encrypt(second()).subarray(0, 60))],
    'no JSON': ['not_encrypted', signed(Buffer.from('hello'))],
    'a list': ['not_encrypted', signed(Buffer.from('[]'))],
    'an empty body': ['not_encrypted', signed(Buffer.alloc(0))],
  } as const;

  test.each(Object.entries(cases))('%s', (_, [reason, request]) => {
    expect(verifyRequest(request, app)).toEqual({ kind: 'refused', reason });
  });

  test.each([
    ['no event', encrypt({ token: 'v-token' })],
    ['no object', encrypt([1])],
  ])('but %s of the platform itself is kept as a dead letter: refused, it would come again for ever', (_, body) => {
    expect(verifyRequest(signed(body), app)).toMatchObject({
      kind: 'event',
      event: { type: 'unreadable', appId: app.appId, error: { en: 'The payload is not an event' } },
    });
  });

  test('a repetition of seven hours ago with its first timestamp is accepted', () => {
    expect(verifyRequest(signed(encrypt(second()), { at: now - 7.1 * 3_600_000 }), app)).toMatchObject({
      kind: 'event',
    });
  });

  test('encrypted, where no key is configured', () => {
    expect(verifyRequest({ headers: {}, body: encrypt(second()), now }, open)).toEqual({
      kind: 'refused',
      reason: 'key_missing',
    });
  });
});

test('the older card callback is signed in its own way', () => {
  const body = Buffer.from(
    '{"open_id":"ou_1","open_message_id":"om_1","tenant_key":"t","token":"c-1","action":{"value":{}}}',
  );
  const [timestamp, nonce] = [String(now / 1000), 'n'];
  const headers = (signature: string) => ({
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
  });
  const right = headers(signOldCard({ timestamp, nonce, body }, new Secret('v-token')));
  const wrong = headers('0'.repeat(40));
  for (const one of [app, open]) {
    const taking = { ...one, takesOldCards: true };
    expect(verifyRequest({ headers: right, body, now }, taking)).toMatchObject({
      event: { type: 'card.action.trigger_v1', tenantKey: 't' },
    });
    expect(verifyRequest({ headers: wrong, body, now }, taking)).toEqual({ kind: 'refused', reason: 'signature' });
    // Who knows the Verification Token alone must not be believed unless it was asked for.
    expect(verifyRequest({ headers: right, body, now }, one)).toEqual({ kind: 'refused', reason: 'old_card' });
  }
});

test('for any request, only events made with the key are accepted, and nothing throws', () => {
  const anyBody = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.base64String().map((encrypt) => Buffer.from(JSON.stringify({ encrypt }))),
    fc.jsonValue().map((value) => encrypt(value, 'guess')),
    // Bytes that were changed on the way.
    fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
      const body = encrypt(second());
      const place = at % body.length;
      body[place] = (body[place] ?? 0) ^ change;
      return body;
    }),
  );
  const anyHeaders = fc.record({
    'x-lark-request-timestamp': fc.oneof(fc.string(), fc.constant(String(now / 1000))),
    'x-lark-request-nonce': fc.string(),
    'x-lark-signature': fc.oneof(fc.string(), fc.constant(signed(encrypt(second())).headers['x-lark-signature'])),
  });
  fc.assert(
    fc.property(anyBody, anyHeaders, (body, headers) => {
      expect(verifyRequest({ headers, body, now }, app)).toMatchObject({ kind: 'refused' });
    }),
    { numRuns: 500 },
  );
});
