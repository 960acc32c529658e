import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { createKafkaHandler } from '../../src/handlers/kafka/kafka-handler.ts';
import { NatsConnection } from '../../src/handlers/nats/nats-connection.ts';
import { createNatsHandler } from '../../src/handlers/nats/nats-handler.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Handler } from '../../src/model/triggers/handler.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { freePort } from '../support/free-port.ts';
import { handlerRequest, handlerTools } from '../support/handler-requests.ts';

/** The sinks against the servers themselves, where the machine can fetch them: `go install` for NATS, Maven for Kafka. */

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'larkstream-sinks-'));
const running = new Set<ReturnType<typeof spawn>>();
const parts = {
  guard: createHostGuard({ allowsPrivate: true }),
  environment: {},
  // A broker refuses what is from tomorrow.
  now: () => Date.now(),
  bytes: randomBytes,
};
const has = async (program: string, arg: string): Promise<boolean> =>
  await run(program, [arg]).then(
    () => true,
    () => false,
  );
const [hasGo, hasMaven, hasJava] = await Promise.all([has('go', 'version'), has('mvn', '-v'), has('java', '-version')]);

afterAll(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

function start(program: string, args: readonly string[]): void {
  running.add(spawn(program, args, { stdio: 'ignore' }));
}

/** `ok`, or the code of what it throws. */
async function publish(handler: Handler, id: string, orderKey?: string): Promise<unknown> {
  try {
    await Array.fromAsync(handler.handle(handlerRequest({ id, orderKey }), handlerTools()));
    return 'ok';
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
  }
}

describe.skipIf(!hasGo)('nats-server', () => {
  test('keeps each turn once, and lets in only who may', async () => {
    await run('go', ['install', 'github.com/nats-io/nats-server/v2@latest'], {
      env: { ...process.env, GOBIN: folder },
    });
    const port = await freePort();
    start(join(folder, 'nats-server'), [
      ...['-js', '-sd', join(folder, 'js'), '-a', '127.0.0.1', '-p', `${port}`, '--user', 'u', '--pass', 'p'],
    ]);
    const server = { host: '127.0.0.1', port };
    const as = (password: string) =>
      ({
        tls: 'off',
        ca: undefined,
        credentials: { kind: 'password', user: 'u', password: new Secret(password) },
      }) as const;
    const handler = createNatsHandler({ servers: [server], subject: 'lark.{type}', ...as('p') }, parts);
    await expect.poll(() => publish(handler, 'tu_0'), { timeout: 30_000 }).toBe('handler.failed');
    const ask = async (subject: string, body: string): Promise<string> => {
      const signal = new AbortController().signal;
      const connection = await NatsConnection.open(server, as('p'), { ...parts, signal, wholeMs: 10_000 });
      const answer = await connection.request({ subject, inbox: '_INBOX.test', headers: {}, body });
      connection.close();
      return answer.body;
    };
    await expect
      .poll(() =>
        ask('$JS.API.STREAM.CREATE.LARK', JSON.stringify({ name: 'LARK', subjects: ['lark.>'] })).catch(String),
      )
      .toContain('"config"');
    for (const id of ['tu_1', 'tu_2', 'tu_1']) expect(await publish(handler, id, 'chat/oc_1')).toBe('ok');
    expect(await ask('$JS.API.STREAM.INFO.LARK', '')).toMatch(/"messages":2\b/);
    const other = createNatsHandler({ servers: [server], subject: 'lark.{type}', ...as('x') }, parts);
    expect(await publish(other, 'tu_3')).toBe('handler.refused');
  }, 300_000);
});

describe.skipIf(!hasMaven || !hasJava)('Kafka', () => {
  test('takes turns, and lets in only who may, by each way of signing in', async () => {
    const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>t</artifactId>
      <version>1</version><dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.1.0</version></dependency></dependencies></project>`;
    await writeFile(join(folder, 'pom.xml'), pom);
    const jars = join(folder, 'jars');
    await run('mvn', [
      '-q',
      '-B',
      '-f',
      join(folder, 'pom.xml'),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${jars}`,
    ]);
    const [plain, signed, control] = [await freePort(), await freePort(), await freePort()];
    const settings = join(folder, 'server.properties');
    await writeFile(settings, properties({ plain, signed, control }));
    const classes = ['-cp', join(jars, '*')];
    const users = ['256', '512'].flatMap((bits) => ['--add-scram', `SCRAM-SHA-${bits}=[name=lark,password=pw]`]);
    const format = ['format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', settings, ...users];
    await run('java', [...classes, 'kafka.tools.StorageTool', ...format]);
    start('java', ['-Xmx512m', ...classes, 'kafka.Kafka', settings]);
    const at = (port: number, mechanism?: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512', password = 'pw'): Handler => {
      const sasl = mechanism && { mechanism, user: 'lark', password: new Secret(password) };
      const where = { brokers: [{ host: '127.0.0.1', port }], topic: 'lark-events', wholeMs: 10_000 };
      return createKafkaHandler({ ...where, tls: false, ca: undefined, sasl }, parts);
    };
    await expect.poll(() => publish(at(plain), 'tu_1', 'chat/oc_1'), { timeout: 120_000, interval: 500 }).toBe('ok');
    for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
      expect(await publish(at(signed, mechanism), 'tu_2')).toBe('ok');
      expect(await publish(at(signed, mechanism, 'wrong'), 'tu_3')).toBe('handler.refused');
    }
  }, 300_000);
});

function properties({ plain, signed, control }: Readonly<Record<'plain' | 'signed' | 'control', number>>): string {
  const listeners = `PLAINTEXT://127.0.0.1:${plain},SASL_PLAINTEXT://127.0.0.1:${signed}`;
  const jaas = (mechanism: string, login: string): string =>
    `listener.name.sasl_plaintext.${mechanism}.sasl.jaas.config=org.apache.kafka.common.security.${login};`;
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${control}`,
    `listeners=${listeners},CONTROLLER://127.0.0.1:${control}`,
    `advertised.listeners=${listeners}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${join(folder, 'kafka')}`,
    'num.partitions=3',
    'offsets.topic.replication.factor=1',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    jaas('plain', 'plain.PlainLoginModule required user_lark="pw"'),
    jaas('scram-sha-256', 'scram.ScramLoginModule required'),
    jaas('scram-sha-512', 'scram.ScramLoginModule required'),
  ].join('\n');
}
