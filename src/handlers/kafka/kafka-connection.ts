import { Buffer } from 'node:buffer';
import type { Secret } from '../../model/secret.ts';
import { GuardedSocket } from '../../outbound/guarded-socket.ts';
import { failed, refused } from '../refusals.ts';
import type { SinkParts, SinkServer } from '../sink-parts.ts';
import { assertDone } from './kafka-errors.ts';
import { Scram } from './scram.ts';
import { Reader, Writer } from './wire.ts';

/** How brokers are reached. */
export interface KafkaAccess {
  readonly tls: boolean;
  /** PEM. */
  readonly ca: string | undefined;
  readonly sasl:
    | {
        readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
        readonly user: string;
        readonly password: Secret;
      }
    | undefined;
}

interface Partition {
  readonly error: number;
  readonly index: number;
  readonly leader: number;
}

/** Where the partitions of a topic are. */
export interface TopicMap {
  readonly brokers: ReadonlyMap<number, SinkServer>;
  readonly partitions: readonly Partition[];
}

/** Requests by their number and the oldest version that brokers since 2.1 and up to 4 take, all without tagged fields. https://kafka.apache.org/protocol */
const api = {
  produce: [0, 3],
  metadata: [3, 4],
  saslHandshake: [17, 1],
  saslAuthenticate: [36, 0],
} as const;
const mostAnswer = 16 * 1024 * 1024;

/** One conversation with a broker of Kafka, in its own protocol. */
export class KafkaConnection {
  readonly #socket: GuardedSocket;
  readonly #name: string;
  #count = 0;

  private constructor(socket: GuardedSocket, name: string) {
    this.#socket = socket;
    this.#name = name;
  }

  /** @throws ConfigError `handler.refused`, `serve.host.refused`; LostAnswer; TransientError `handler.failed` */
  static async open(
    server: SinkServer,
    access: KafkaAccess,
    parts: SinkParts & { readonly signal: AbortSignal; readonly wholeMs: number },
  ): Promise<KafkaConnection> {
    const socket = await GuardedSocket.open(server, parts);
    try {
      if (access.tls) await socket.secure(access.ca);
      const opened = new KafkaConnection(socket, `${server.host}:${server.port}`);
      if (access.sasl !== undefined) await opened.#signIn(access.sasl, parts);
      return opened;
    } catch (thrown) {
      socket.close();
      throw thrown;
    }
  }

  close(): void {
    this.#socket.close();
  }

  /** @throws ConfigError `handler.refused`, TransientError `handler.failed` */
  async topic(name: string): Promise<TopicMap> {
    const asked = new Writer().int32(1).text(name).int8(1);
    return await this.#ask('metadata', asked, (answer) => {
      answer.int32();
      const brokers = answer.list(() => {
        const [id, host, port] = [answer.int32(), answer.text() ?? '', answer.int32()];
        answer.text();
        return [id, { host, port }] as const;
      });
      answer.text();
      answer.int32();
      const [topic] = answer.list(() => readTopic(answer));
      assertDone(topic?.error ?? 3, this.#name);
      return { brokers: new Map(brokers), partitions: topic?.partitions ?? [] };
    });
  }

  /** Is done when all replicas that are in step have it. @throws ConfigError `handler.refused`, TransientError `handler.failed` */
  async produce(topic: string, partition: number, batch: Uint8Array, timeoutMs: number): Promise<void> {
    const asked = new Writer().text(null).int16(-1).int32(timeoutMs);
    asked.int32(1).text(topic).int32(1).int32(partition).bytes(batch);
    await this.#ask('produce', asked, (answer) => {
      const errors = answer.list(() => {
        answer.text();
        return answer.list(() => {
          answer.int32();
          const error = answer.int16();
          answer.int64();
          answer.int64();
          return error;
        });
      });
      const [error] = errors.flat();
      if (error === undefined) throw this.#strange();
      assertDone(error, this.#name);
    });
  }

  async #signIn(sasl: NonNullable<KafkaAccess['sasl']>, { bytes }: SinkParts): Promise<void> {
    const { mechanism, user, password } = sasl;
    await this.#ask('saslHandshake', new Writer().text(mechanism), (answer) => assertDone(answer.int16(), this.#name));
    if (mechanism === 'PLAIN') {
      await this.#show(`\0${user}\0${password.reveal()}`);
      return;
    }
    const hash = mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512';
    const nonce = Buffer.from(bytes(18)).toString('base64url');
    const scram = new Scram({ hash, nonce, user, password });
    scram.verify(await this.#show(await scram.final(await this.#show(scram.first()))));
  }

  async #show(text: string): Promise<string> {
    return await this.#ask('saslAuthenticate', new Writer().bytes(Buffer.from(text, 'utf8')), (answer) => {
      const error = answer.int16();
      const words = answer.text();
      if (error === 0) return answer.bytes().toString('utf8');
      const said = (words ?? `${error}`).slice(0, 200);
      throw refused({ en: `${this.#name} lets nobody in: ${said}`, zh: `${this.#name} 拒绝登录：${said}` });
    });
  }

  async #ask<T>(name: keyof typeof api, asked: Writer, read: (answer: Reader) => T): Promise<T> {
    const [key, version] = api[name];
    const number = this.#count++;
    const request = new Writer()
      .int16(key)
      .int16(version)
      .int32(number)
      .text('larkstream')
      .raw(asked.buffer())
      .buffer();
    this.#socket.write(new Writer().bytes(request).buffer());
    const size = (await this.#socket.bytes(4)).readInt32BE();
    if (size < 4 || size > mostAnswer) throw this.#strange();
    const answer = new Reader(await this.#socket.bytes(size));
    if (answer.int32() !== number) throw this.#strange();
    try {
      return read(answer);
    } catch (thrown) {
      throw thrown instanceof RangeError ? this.#strange() : thrown;
    }
  }

  #strange(): Error {
    return failed({ en: `${this.#name} does not speak as Kafka does`, zh: `${this.#name} 的应答不符合 Kafka 协议` });
  }
}

function readTopic(answer: Reader): { readonly error: number; readonly partitions: readonly Partition[] } {
  const error = answer.int16();
  answer.text();
  answer.int8();
  const partitions = answer.list(() => {
    const partition = { error: answer.int16(), index: answer.int32(), leader: answer.int32() };
    answer.list(() => answer.int32());
    answer.list(() => answer.int32());
    return partition;
  });
  return { error, partitions };
}
