import type { ServiceHandler } from '../../model/triggers/tables.ts';

/** How long an answer may take; undefined: as long as is usual for the kind. */
interface Patience {
  readonly firstByteMs: number | undefined;
  readonly idleMs: number | undefined;
  readonly wholeMs: number | undefined;
}

/** A URL that turns are posted to. */
export interface HttpSettings extends Patience {
  readonly url: string;
  /** Names of headers that are sent too; their values are secrets. */
  readonly headers: readonly string[];
  readonly takesSteering: boolean;
  /** Asked once for each person, under which id the handler knows them; undefined: nobody is asked. */
  readonly provisionUrl: string | undefined;
  /** What becomes of a message whose sender could not be looked up there. */
  readonly provisionFailure: 'go_on' | 'refuse';
}

/** A chat-completions endpoint. */
export interface OpenaiSettings extends Patience {
  readonly baseUrl: string;
  readonly model: string;
  readonly systemPrompt: string | undefined;
  readonly maxTokens: number | undefined;
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** What one session may use; 0: without an end. */
  readonly sessionTokens: number;
  readonly vision: boolean;
  readonly mostImages: number;
  /** In characters. */
  readonly mostHistory: number;
}

/** A program in the folder that the operator allows. */
export interface CommandSettings {
  readonly program: string;
  readonly args: readonly string[];
  readonly output: 'text' | 'events';
  readonly timeLimitMs: number;
  /** 0: without a limit. */
  readonly memoryMegabytes: number;
  readonly outputMegabytes: number;
  /** Names of variables; their values are secrets. */
  readonly environment: readonly string[];
}

/** Functions of the program that the service is a part of. */
export interface FunctionSettings {
  readonly name: string;
}

/** A subject that a stream of NATS JetStream keeps. Servers are `host:port`. */
export interface NatsSettings {
  readonly servers: readonly string[];
  /** `{type}` stands for the type of the event. */
  readonly subject: string;
  readonly tls: 'off' | 'on' | 'first';
  /** PEM. */
  readonly ca: string | undefined;
  readonly auth: 'none' | 'password' | 'token' | 'credentials';
  readonly user: string;
}

/** A topic of Kafka. Brokers are `host:port`. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly tls: boolean;
  /** PEM. */
  readonly ca: string | undefined;
  readonly sasl: 'none' | 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly user: string;
}

/** Settings of a handler as they are worked with, by its kind. */
export type HandlerSettings =
  | { readonly kind: 'http'; readonly settings: HttpSettings }
  | { readonly kind: 'openai'; readonly settings: OpenaiSettings }
  | { readonly kind: 'command'; readonly settings: CommandSettings }
  | { readonly kind: 'function'; readonly settings: FunctionSettings }
  | { readonly kind: 'nats'; readonly settings: NatsSettings }
  | { readonly kind: 'kafka'; readonly settings: KafkaSettings };

/** One of `handlerKinds`. */
export type HandlerKind = ServiceHandler['kind'];
