import {
  apiKey,
  type HandlerSecrets,
  headerSecret,
  password,
  secretsOfHandler,
  signingKey,
  variableSecret,
} from '../config/handlers/handler-secrets.ts';
import type {
  CommandSettings,
  HttpSettings,
  KafkaSettings,
  NatsSettings,
  OpenaiSettings,
} from '../config/handlers/handler-settings.ts';
import { readHandler } from '../config/handlers/read-handler.ts';
import { serverOf } from '../config/handlers/sink-schemas.ts';
import { formatPath } from '../config/problems.ts';
import { createCommandHandler } from '../handlers/command/command-handler.ts';
import { createHttpHandler } from '../handlers/http/http-handler.ts';
import { createProvision } from '../handlers/http/provision.ts';
import { createKafkaHandler } from '../handlers/kafka/kafka-handler.ts';
import type { NatsCredentials } from '../handlers/nats/nats-credentials.ts';
import { createNatsHandler } from '../handlers/nats/nats-handler.ts';
import { createOpenaiHandler } from '../handlers/openai/openai-handler.ts';
import { withCircuit } from '../handlers/with-circuit.ts';
import type { Clock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { Random } from '../model/random.ts';
import type { Secret } from '../model/secret.ts';
import type { HostGuard } from '../model/service/host-guard.ts';
import type { Handler } from '../model/triggers/handler.ts';
import type { Provision } from '../model/triggers/provision.ts';
import type { ServiceHandler } from '../model/triggers/tables.ts';
import type { FlowHandler } from '../triggers/flow/flow-parts.ts';
import type { Relays } from './create-relays.ts';

/** What handlers are made with. */
export interface CreateHandlerParts {
  readonly guard: HostGuard;
  /** Of the process: which proxies there are, and the few names that programs are handed on. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: Random;
  /** Unguessable. */
  readonly bytes: (count: number) => Uint8Array;
  /** The folder whose programs may be run; undefined: none may. */
  readonly programs: string | undefined;
  /** Of the program that the service is a part of, by their names. */
  readonly functions?: ReadonlyMap<string, FlowHandler> | undefined;
  /** Programs elsewhere that connect and give functions; undefined: none may. */
  readonly relays?: Pick<Relays, 'ofHandler'> | undefined;
  /** How many tokens a session has used. */
  readonly tokensOf: (sessionId: string) => Promise<number>;
}

/** A handler as its settings say, which is left in peace after many failures: make one, and keep it as long as neither settings nor secrets change. */
export function createHandler(
  handler: ServiceHandler,
  secrets: HandlerSecrets,
  parts: CreateHandlerParts,
): FlowHandler {
  try {
    const { isLeftInPeace = true, ...made } = make(handler, secrets, parts);
    return isLeftInPeace ? { ...made, handler: withCircuit(made.handler, parts) } : made;
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return { handler: refusing(thrown), takesSteering: false };
  }
}

/** `isLeftInPeace`: after many failures; what connects by itself is asked as soon as it does. */
type Made = FlowHandler & { readonly isLeftInPeace?: boolean };

function make(handler: ServiceHandler, secrets: HandlerSecrets, parts: CreateHandlerParts): Made {
  const read = readHandler(handler.kind, handler.settings);
  if ('faults' in read) {
    const [fault] = read.faults;
    const { en, zh } = fault?.message ?? { en: '', zh: '' };
    const path = formatPath(fault?.path ?? []);
    throw invalid(handler, { en: `${path} ${en}`, zh: `${path} ${zh}` });
  }
  const missing = secretsOfHandler(read).find(({ name, isNeeded }) => isNeeded && !secrets.has(name));
  if (missing !== undefined)
    throw invalid(handler, { en: `the secret ${missing.name} is not set`, zh: `未设置密钥 ${missing.name}` });
  switch (read.kind) {
    case 'http':
      return {
        handler: http(read.settings, secrets, parts),
        takesSteering: read.settings.takesSteering,
        provision: provision(read.settings, secrets, parts),
      };
    case 'openai':
      return { handler: openai(read.settings, secrets, parts), takesSteering: false };
    case 'command':
      return { handler: command(read.settings, secrets, parts), takesSteering: false };
    case 'nats':
      return { handler: nats(read.settings, secrets, parts), takesSteering: false };
    case 'kafka':
      return { handler: kafka(read.settings, secrets, parts), takesSteering: false };
    case 'function': {
      const found = parts.functions?.get(read.settings.name);
      if (found !== undefined) return found;
      const { relays } = parts;
      if (relays !== undefined)
        return { handler: relays.ofHandler(handler), takesSteering: false, isLeftInPeace: false };
      const { name } = read.settings;
      throw invalid(handler, { en: `nobody has given functions named “${name}”`, zh: `没有名为“${name}”的函数` });
    }
  }
}

function http(settings: HttpSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Handler {
  const options = {
    url: settings.url,
    keys: secrets.get(signingKey) ?? [],
    headers: newest(secrets, settings.headers, headerSecret),
    limits: limitsOf(settings),
  };
  return createHttpHandler(options, { ...parts, now: () => parts.clock.now() });
}

function provision(settings: HttpSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Provision | undefined {
  const { provisionUrl: url, provisionFailure } = settings;
  if (url === undefined) return undefined;
  return createProvision({ url, keys: secrets.get(signingKey) ?? [], mayGoOn: provisionFailure === 'go_on' }, parts);
}

function openai(settings: OpenaiSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Handler {
  const options = { ...settings, key: secrets.get(apiKey)?.[0], limits: limitsOf(settings) };
  return createOpenaiHandler(options, { ...parts, now: () => parts.clock.now() });
}

function nats(settings: NatsSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Handler {
  const options = {
    ...settings,
    servers: settings.servers.map(serverOf),
    credentials: natsCredentials(settings, secrets),
  };
  return createNatsHandler(options, { ...parts, now: () => parts.clock.now() });
}

function natsCredentials({ auth, user }: NatsSettings, secrets: HandlerSecrets): NatsCredentials {
  const shown = secrets.get(auth)?.[0];
  if (auth === 'none' || shown === undefined) return { kind: 'none' };
  if (auth === 'password') return { kind: auth, user, password: shown };
  return auth === 'token' ? { kind: auth, token: shown } : { kind: 'creds', creds: shown };
}

function kafka(settings: KafkaSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Handler {
  const { sasl: mechanism, user } = settings;
  const shown = secrets.get(password)?.[0];
  const sasl = mechanism === 'none' || shown === undefined ? undefined : { mechanism, user, password: shown };
  const options = { ...settings, brokers: settings.brokers.map(serverOf), sasl };
  return createKafkaHandler(options, { ...parts, now: () => parts.clock.now() });
}

const megabyte = 1_000_000;

function command(settings: CommandSettings, secrets: HandlerSecrets, parts: CreateHandlerParts): Handler {
  const options = {
    ...settings,
    mostOutputBytes: settings.outputMegabytes * megabyte,
    environment: newest(secrets, settings.environment, variableSecret),
  };
  return createCommandHandler(options, { allowedFolder: parts.programs, environment: parts.environment });
}

function newest(
  secrets: HandlerSecrets,
  names: readonly string[],
  secretOf: (name: string) => string,
): Readonly<Record<string, Secret>> {
  const found = names.flatMap((name) =>
    (secrets.get(secretOf(name)) ?? []).slice(0, 1).map((secret) => [name, secret]),
  );
  return Object.fromEntries(found);
}

type Limits = Readonly<Partial<Record<'firstByteMs' | 'idleMs' | 'wholeMs', number>>>;

function limitsOf({ firstByteMs, idleMs, wholeMs }: HttpSettings | OpenaiSettings): Limits {
  return {
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
    ...(idleMs === undefined ? {} : { idleMs }),
    ...(wholeMs === undefined ? {} : { wholeMs }),
  };
}

function invalid({ name }: ServiceHandler, { en, zh }: Message): ConfigError {
  const message = { en: `The handler “${name}” cannot be used: ${en}`, zh: `处理程序“${name}”无法使用：${zh}` };
  return new ConfigError({ code: 'handler.settings.invalid', message });
}

/** What cannot work says so to each who asks. */
function refusing(error: ConfigError): Handler {
  // biome-ignore lint/correctness/useYield: it has nothing to say.
  async function* handle(): AsyncGenerator<never, void, void> {
    throw error;
  }
  return { handle };
}
