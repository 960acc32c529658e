import type { HandlerSecrets } from '../config/handlers/handler-secrets.ts';
import type { EventFilter } from '../model/event-filter.ts';
import type { Secret } from '../model/secret.ts';
import type { HostGuard } from '../model/service/host-guard.ts';
import type { MasterKeys } from '../model/service/master-keys.ts';
import type { Notifier } from '../model/service/notifier.ts';
import type { Schedule } from '../model/service/schedule.ts';
import type { ServiceProbe } from '../model/service/service-probe.ts';
import type { Handler } from '../model/triggers/handler.ts';
import type { ServiceHandler } from '../model/triggers/tables.ts';
import type { ReplyParts } from '../triggers/flow/take-reply.ts';
import type { WhoAsks } from '../triggers/relay/ask-listener.ts';
import type { ListenerBell } from '../triggers/relay/listener-bell.ts';

/** What the use cases of integrations, destinations and pipelines work with besides. */
export interface ResourceParts {
  readonly probe: ServiceProbe;
  readonly keys: MasterKeys;
  readonly guard: HostGuard;
  readonly notifier: Notifier;
  /** Where images and files of answers that come later go. */
  readonly uploadsOf: ReplyParts['uploadsOf'];
  /** The address of the store of events. */
  readonly eventStore: Secret;
  /** The folder below which destinations may write files; none may when it is undefined. */
  readonly filesRoot: string | undefined;
  /** The folder whose programs handlers may run; none may when it is undefined. */
  readonly programs: string | undefined;
  /** Has the events of an app delivered to a trigger from now on, or no more. */
  readonly triggerEvents: TriggerEvents;
  /** A handler as its settings and secrets say, which remembers nothing of earlier requests. */
  readonly createHandler: (handler: ServiceHandler, secrets: HandlerSecrets) => Handler;
  /** Who listens to a trigger in the place of its handler; undefined: nobody does. */
  readonly listenerOf: (triggerId: string, who: WhoAsks) => Promise<Handler | undefined>;
  /** Wakes those who listen, and those who wait for them. */
  readonly bell: ListenerBell;
  /** Whether links lead a path out of that folder: asked before files are written. */
  readonly leadsOutside: (root: string, path: string) => boolean;
  /** Whether integrations may name another host than that of their region. */
  readonly allowsBaseUrl: boolean;
  /** When a pipeline that becomes active is due. @throws ConfigError `config.setting.invalid` */
  readonly firstDue: (schedule: Schedule, now: number, pipelineId: string) => number | undefined;
  /** The times after a time at which a pipeline is due, found as they are asked for. @throws ConfigError `config.setting.invalid` */
  readonly dueTimes: (schedule: Schedule, after: number, pipelineId: string) => Iterable<number>;
  /** How old what a pipeline has written may become; undefined where nothing is promised. */
  readonly promisedMs: (schedule: Schedule, now: number) => number | undefined;
}

/** Who gets events: each published trigger is a consumer of its own (`triggerConsumer`). */
export interface TriggerEvents {
  /** What its filter lets through, from now on; what it waits for already stays. */
  follow(triggerId: string, filter: EventFilter): Promise<void>;
  /** With all that still waits for it. */
  forget(triggerId: string): Promise<void>;
}
