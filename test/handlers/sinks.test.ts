import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createKafkaHandler, type KafkaHandlerOptions } from '../../src/handlers/kafka/kafka-handler.ts';
import { Reader, Writer } from '../../src/handlers/kafka/wire.ts';
import { createNatsHandler, type NatsHandlerOptions } from '../../src/handlers/nats/nats-handler.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Handler, HandlerRequest } from '../../src/model/triggers/handler.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { makeCertificate } from '../support/certificates.ts';
import { type FakeServer, fakeServer, Incoming } from '../support/fake-servers.ts';
import { handlerRequest, handlerTools } from '../support/handler-requests.ts';

const parts = {
  guard: createHostGuard({ allowsPrivate: true }),
  environment: {},
  now: () => 1_700_000_000_000,
  bytes: randomBytes,
};
const request = handlerRequest({
  id: 'tu_1',
  kind: 'event',
  orderKey: '会议 1',
  event: { id: 'ev_1', type: 'approval_instance', createdAt: 1, body: { status: 'APPROVED' } },
});

/** `ok`, or the code of what it throws. */
async function outcome(handler: Handler, given: HandlerRequest = request, signal?: AbortSignal): Promise<unknown> {
  try {
    const said = await Array.fromAsync(handler.handle(given, handlerTools(signal === undefined ? {} : { signal })));
    return said.length === 0 ? 'ok' : said;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
}

const at = ({ port }: FakeServer) => ({ host: '127.0.0.1', port });

describe('NATS', () => {
  interface Taken {
    readonly subject: string;
    readonly head: string;
    readonly body: string;
    readonly connect: string;
  }

  const info = { server_id: 'S', max_payload: 1_000_000, headers: true };
  const kept = JSON.stringify({ stream: 'LARK', seq: 7 });
  const message = (inbox: string, body: string) => `MSG ${inbox} 1 ${Buffer.byteLength(body)}\r\n${body}\r\n`;

  /** A server as far as publishing needs one. */
  async function nats(
    answer: (inbox: string) => string,
    about: object = info,
    taken: Taken[] = [],
    secure?: (socket: Socket) => Socket,
  ): Promise<FakeServer> {
    return await fakeServer(async (plain) => {
      plain.write(`INFO ${JSON.stringify(about)}\r\n`);
      const socket = secure === undefined ? plain : secure(plain);
      const incoming = new Incoming(socket);
      const connect = await incoming.line();
      expect(await incoming.line()).toBe('PING');
      if (connect.includes('"pass":"wrong"')) {
        socket.write(`-ERR 'Authorization Violation'\r\n`);
        return;
      }
      socket.write('PONG\r\n');
      expect(await incoming.line()).toMatch(/^SUB _INBOX\.\S+ 1$/);
      const [, subject = '', inbox = '', head = '', whole = ''] = (await incoming.line()).split(' ');
      // Some servers ask in the middle whether one is still there.
      socket.write('PING\r\n+OK\r\n');
      const bytes = await incoming.bytes(Number(whole) + 2);
      expect(await incoming.line()).toBe('PONG');
      const texts = {
        head: bytes.subarray(0, Number(head)).toString(),
        body: bytes.subarray(Number(head), -2).toString(),
      };
      taken.push({ subject, connect, ...texts });
      const reply = answer(inbox);
      for (const piece of [reply.slice(0, 5), reply.slice(5)]) socket.write(piece);
      // Half an answer: then it is gone.
      if (reply.endsWith('\r\n')) await incoming.line();
    });
  }

  const handlerOf = (servers: NatsHandlerOptions['servers'], given: Partial<NatsHandlerOptions> = {}): Handler =>
    createNatsHandler(
      { servers, subject: 'lark.{type}.x', tls: 'off', ca: undefined, credentials: { kind: 'none' }, ...given },
      parts,
    );

  test('a turn is done when a stream has it, under its id, with what it is kept in order by', async () => {
    const taken: Taken[] = [];
    await using server = await nats((inbox) => message(inbox, kept), info, taken);
    expect(await outcome(handlerOf([{ host: '127.0.0.1', port: 1 }, at(server)]))).toBe('ok');
    expect(taken).toMatchObject([
      { subject: 'lark.approval_instance.x', connect: expect.stringContaining('"headers":true') },
    ]);
    expect(taken[0]?.head.split('\r\n')).toEqual([
      'NATS/1.0',
      'Nats-Msg-Id: tu_1',
      'Content-Type: application/json',
      'Larkstream-Type: approval_instance',
      `Larkstream-Key: ${encodeURIComponent('会议 1')}`,
      '',
      '',
    ]);
    expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({ id: 'tu_1', event: { body: { status: 'APPROVED' } } });
  });

  test.each<[string, (inbox: string) => string, string]>([
    ['nobody keeps the subject', (inbox) => `HMSG ${inbox} 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`, 'handler.failed'],
    [
      'the stream is busy',
      (inbox) => message(inbox, '{"error":{"code":503,"description":"no leader"}}'),
      'handler.failed',
    ],
    ['it is not taken', (inbox) => message(inbox, '{"error":{"code":400,"description":"wrong"}}'), 'handler.refused'],
    ['the answer is none', (inbox) => message(inbox, 'hello'), 'handler.failed'],
    ['publishing is not allowed', () => `-ERR 'Permissions Violation for Publish to "x"'\r\n`, 'handler.refused'],
    ['the server stops', () => `-ERR 'Server Shutdown'\r\n`, 'handler.failed'],
    ['it ends in the middle', (inbox) => `MSG ${inbox} 1 900\r\n{`, 'handler.failed'],
    ['it says what is no size', (inbox) => `MSG ${inbox} 1 -5\r\n`, 'handler.failed'],
  ])('where %s it is said so', async (_, answer, code) => {
    await using server = await nats(answer);
    expect(await outcome(handlerOf([at(server)]))).toBe(code);
  });

  test('a password that is wrong, a message that is too large, and what is no server of NATS are refused', async () => {
    await using server = await nats((inbox) => message(inbox, kept), { ...info, max_payload: 10 });
    const password = { kind: 'password', user: 'u', password: new Secret('wrong') } as const;
    expect(await outcome(handlerOf([at(server)], { credentials: password }))).toBe('handler.refused');
    expect(await outcome(handlerOf([at(server)]))).toBe('handler.refused');
    expect(await outcome(handlerOf([at(server)], { tls: 'on' }))).toBe('handler.refused');
    await using web = await fakeServer(async (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await outcome(handlerOf([at(web)]))).toBe('handler.failed');
  });

  test('by TLS it speaks to who has a certificate of its name, and says nothing to others', async () => {
    const authority = makeCertificate('Authority');
    const other = makeCertificate('Other');
    const taken: Taken[] = [];
    const { certificate: cert, privateKey: key } = makeCertificate('server', {
      hosts: ['localhost'],
      issuer: authority,
    });
    const secure = (socket: Socket): Socket =>
      new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) }).on(
        'error',
        () => {},
      );
    await using server = await nats((inbox) => message(inbox, kept), { ...info, tls_required: true }, taken, secure);
    const named = [{ host: 'localhost', port: server.port }];
    expect(await outcome(handlerOf(named, { ca: authority.certificate }))).toBe('ok');
    expect(await outcome(handlerOf(named, { ca: other.certificate }))).toBe('handler.refused');
    expect(await outcome(handlerOf([at(server)], { ca: authority.certificate }))).toBe('handler.refused');
    expect(taken.length).toBe(1);
  });

  test('no server inside is reached where that is not allowed, and whoever is silent is not waited for', async () => {
    await using server = await fakeServer(async (socket) => void (await new Incoming(socket).line()));
    const guarded = createNatsHandler(
      { servers: [at(server)], subject: 'x', tls: 'off', ca: undefined, credentials: { kind: 'none' } },
      { ...parts, guard: createHostGuard({ allowsPrivate: false }) },
    );
    expect(await outcome(guarded)).toBe('serve.host.refused');
    expect(server.connections()).toBe(0);
    expect(await outcome(handlerOf([at(server)], { wholeMs: 20 }))).toBe('handler.failed');
    const stop = new AbortController();
    const asked = outcome(handlerOf([at(server)]), request, stop.signal);
    stop.abort('stopped');
    expect(await asked).toBe('stopped');
  });
});

describe('Kafka', () => {
  interface Produced {
    readonly partition: number;
    readonly batch: Buffer;
  }

  interface Cluster {
    /** Codes, by what they are of. */
    topic?: number;
    produce?: number;
    leader?: number;
    readonly port: () => number;
    readonly produced: Produced[];
  }

  /** A broker of two partitions; both are led by number 1 at this port. */
  async function broker(cluster: Cluster): Promise<FakeServer> {
    return await fakeServer(async (socket) => {
      const incoming = new Incoming(socket);
      for (;;) {
        const asked = new Reader(await incoming.bytes((await incoming.bytes(4)).readInt32BE()));
        const [key, , number] = [asked.int16(), asked.int16(), asked.int32()];
        expect(asked.text()).toBe('larkstream');
        const answer = new Writer().int32(number);
        if (key === 3) metadata(asked, answer, cluster);
        else if (key === 0) produce(asked, answer, cluster);
        else if (key === 17)
          answer
            .int16(asked.text() === 'PLAIN' ? 0 : 33)
            .int32(1)
            .text('PLAIN');
        else signIn(asked, answer);
        socket.write(new Writer().bytes(answer.buffer()).buffer());
      }
    });
  }

  function metadata(asked: Reader, answer: Writer, { topic = 0, leader = 1, port }: Cluster): void {
    const [name = ''] = asked.list(() => asked.text());
    answer.int32(0).int32(1).int32(1).text('127.0.0.1').int32(port()).text(null).text('cluster').int32(1);
    answer
      .int32(1)
      .int16(topic)
      .text(name ?? '')
      .int8(0)
      .int32(2);
    for (const index of [1, 0]) answer.int16(0).int32(index).int32(leader).int32(1).int32(1).int32(1).int32(1);
  }

  function produce(asked: Reader, answer: Writer, { produce: code = 0, produced }: Cluster): void {
    expect([asked.text(), asked.int16()]).toEqual([null, -1]);
    asked.int32();
    asked.list(() => {
      asked.text();
      asked.list(() => produced.push({ partition: asked.int32(), batch: asked.bytes() }));
    });
    answer.int32(1).text('lark').int32(1).int32(0).int16(code).int64(5n).int64(-1n).int32(0);
  }

  function signIn(asked: Reader, answer: Writer): void {
    const isRight = asked.bytes().toString() === '\0u\0right';
    answer
      .int16(isRight ? 0 : 58)
      .text(isRight ? null : 'Wrong password')
      .bytes(Buffer.alloc(0));
  }

  const handlerOf = (brokers: KafkaHandlerOptions['brokers'], given: Partial<KafkaHandlerOptions> = {}): Handler =>
    createKafkaHandler({ brokers, topic: 'lark', tls: false, ca: undefined, sasl: undefined, ...given }, parts);

  test('a turn is done when the leader of its partition has it, with its key and id', async () => {
    const cluster: Cluster = { port: () => leader.port, produced: [] };
    await using leader = await broker(cluster);
    await using first = await broker(cluster);
    const handler = handlerOf([{ host: '127.0.0.1', port: 1 }, at(first)]);
    expect(await outcome(handler)).toBe('ok');
    expect(await outcome(handler, { ...request, orderKey: undefined })).toBe('ok');
    expect([first.connections(), leader.connections()]).toEqual([2, 2]);
    const [one, other] = cluster.produced.map(({ batch }) => batch.toString('utf8'));
    expect(one).toContain('会议 1');
    expect(one).toMatch(/id.tu_1.type"approval_instance.*content-type.*application\/json$/s);
    expect(other).not.toContain('会议 1');
    const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
    for (const orderKey of [...keys, ...keys]) await outcome(handler, { ...request, orderKey });
    const places = cluster.produced.slice(2).map(({ partition }) => partition);
    expect(places.slice(0, 30)).toEqual(places.slice(30));
    expect(new Set(places)).toEqual(new Set([0, 1]));
  });

  test.each<[string, Partial<Cluster>, string]>([
    ['the topic is not there yet', { topic: 3 }, 'handler.failed'],
    ['the topic is not for us', { topic: 29 }, 'handler.refused'],
    ['nobody leads the partition', { leader: 9 }, 'handler.failed'],
    ['somebody else leads it by now', { produce: 6 }, 'handler.failed'],
    ['too few have it', { produce: 20 }, 'handler.failed'],
    ['the message is too large', { produce: 10 }, 'handler.refused'],
    ['the code is new', { produce: 999 }, 'handler.failed'],
  ])('where %s it is said so', async (_, given, code) => {
    const cluster: Cluster = { port: () => server.port, produced: [], ...given };
    await using server = await broker(cluster);
    expect(await outcome(handlerOf([at(server)]))).toBe(code);
  });

  test('only who has the password is let in; what the broker cannot do is refused', async () => {
    const cluster: Cluster = { port: () => server.port, produced: [] };
    await using server = await broker(cluster);
    const as = (mechanism: 'PLAIN' | 'SCRAM-SHA-256', password: string) =>
      outcome(handlerOf([at(server)], { sasl: { mechanism, user: 'u', password: new Secret(password) } }));
    expect(await as('PLAIN', 'right')).toBe('ok');
    expect(await as('PLAIN', 'wrong')).toBe('handler.refused');
    expect(await as('SCRAM-SHA-256', 'right')).toBe('handler.refused');
  });

  test('a broker that leads inside a network is not followed, and one that lies about sizes is left', async () => {
    const cluster: Cluster = { port: () => 1, produced: [] };
    await using server = await broker(cluster);
    const outside = {
      resolve: (host: string) => (host === 'kafka.example.com' ? Promise.resolve('127.0.0.1') : guard.resolve(host)),
    };
    const guard = createHostGuard({ allowsPrivate: false });
    const options = { brokers: [{ host: 'kafka.example.com', port: server.port }], topic: 'lark', tls: false } as const;
    const handler = createKafkaHandler({ ...options, ca: undefined, sasl: undefined }, { ...parts, guard: outside });
    expect(await outcome(handler)).toBe('serve.host.refused');
    for (const size of ['7fffffff', 'ffffffff', '00000006']) {
      await using liar = await fakeServer(async (socket) => {
        const incoming = new Incoming(socket);
        await incoming.bytes(10);
        socket.write(Buffer.from(`${size}000000000000`, 'hex'));
        await incoming.bytes(1_000);
      });
      expect(await outcome(handlerOf([at(liar)]))).toBe('handler.failed');
    }
  });
});
