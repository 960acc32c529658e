import { randomBytes } from 'node:crypto';
import type { StoredEvent } from '../../src/model/event.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Secret } from '../../src/model/secret.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import type { ContactPerson } from '../../src/model/triggers/contact-person.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import type { ReadMessage } from '../../src/model/triggers/messenger.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import { SealedBodies } from '../../src/secrets/body-vault.ts';
import { openRow } from '../../src/triggers/bodies/sealed-rows.ts';
import { definitionsOf } from '../../src/triggers/flow/definitions.ts';
import type { FlowParts } from '../../src/triggers/flow/flow-parts.ts';
import { takeEvent } from '../../src/triggers/flow/take-event.ts';
import { TurnWorker } from '../../src/triggers/flow/work-turns.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { newIntegration } from './service-things.ts';
import { newHandler, newTrigger, triggerSettings } from './trigger-rows.ts';

/** What a scripted handler does with a request. */
export type Script = (request: HandlerRequest, tools: HandlerTools) => AsyncIterable<ReplyPart>;

/** What stands in the chats: one line a row of the outbox that was sent. */
export interface Seen {
  readonly id: string;
  readonly kind: string;
  readonly lane: string;
  readonly text: string;
}

/** Who says something, where and when. */
interface Whereabouts {
  readonly openId: string;
  readonly chatId: string;
  readonly at: number;
  readonly group: boolean;
}

export const leaseMs: number = 1_000;

/** Publishes triggers of the integration `in_1`, in this order. */
export async function publish(
  store: ServiceStore,
  triggers: readonly { readonly id: string; readonly settings?: Partial<TriggerSettings> }[],
): Promise<void> {
  await store.integrations.insert(newIntegration('in_1'));
  await store.handlers.insert(newHandler('ha_1'));
  for (const [position, { id, settings }] of triggers.entries()) {
    const draft = { ...triggerSettings, ...settings };
    const made = await store.triggers.insert(newTrigger(id, { position, draft, state: 'published' }));
    await store.triggerVersions.add({ triggerId: id, settings: draft, publishedAt: 1, publishedBy: 'ac_1' });
    await store.triggers.update({ ...made, publishedVersion: 1 }, 2);
  }
}

/** A chat with a bot, without Lark: events come in, what is said is read from the outbox. */
export class FlowWorld {
  readonly store: ServiceStore;
  readonly seen: Seen[] = [];
  readonly requests: HandlerRequest[] = [];
  script: Script;
  takesSteering = false;
  /** Who is known to Contact, by `open_id`. */
  /** What groups are called, by their ids. */
  readonly chats: Map<string, string> = new Map();
  readonly contact: Map<string, ContactPerson> = new Map();
  /** How messages stand in their chats, and which were asked for. */
  readonly stands: Map<string, ReadMessage> = new Map();
  readonly read: string[] = [];
  readonly #secrets = new Map<string, Secret>();
  #number = 0;

  constructor(store: ServiceStore, script: Script) {
    this.store = store;
    this.script = script;
  }

  /** What an engine runs on; each has a vault in memory of its own. */
  parts(store: ServiceStore = this.store): FlowParts {
    const secrets = this.#secrets;
    const nameOf = (at: { ownerKind: string; ownerId: string; name: string }): string => Object.values(at).join(' ');
    const vault = {
      get: async (at: Parameters<typeof nameOf>[0]) => secrets.get(nameOf(at)),
      getOrSet: async (at: Parameters<typeof nameOf>[0], make: () => Secret) => {
        const secret = secrets.get(nameOf(at)) ?? make();
        secrets.set(nameOf(at), secret);
        return secret;
      },
    };
    const handler: Handler = {
      handle: (request, tools) => {
        this.requests.push(request);
        return this.script(request, tools);
      },
    };
    return {
      store,
      known: definitionsOf(store),
      bodies: new SealedBodies({ vault, storeId: 'st_1', randomBytes }),
      clock: { now: () => 0, elapsed: () => 0, sleep: async () => {} },
      random: () => 0.5,
      bytes: randomBytes,
      appOf: async () => ({
        messenger: {
          botOpenId: async () => 'ou_bot',
          read: async (messageId) => {
            this.read.push(messageId);
            return this.stands.get(messageId);
          },
          download: async () => ({ type: 'text/plain', content: new Uint8Array() }),
          uploadImage: async (name) => `img_${name}`,
          uploadFile: async (name) => `file_${name}`,
        },
        personOf: async (openId) => this.contact.get(openId),
        chatKindOf: async () => undefined,
        chatNameOf: async (chatId) => this.chats.get(chatId),
        downSince: async () => undefined,
      }),
      handlerOf: async () => ({ handler, takesSteering: this.takesSteering }),
      listenerOf: async () => undefined,
      isPairingCode: async (_, code) => code === '1234',
      replyHandleOf: () => undefined,
    };
  }

  event(type: string, body: JsonObject, given: Partial<StoredEvent> = {}): StoredEvent {
    const seq = ++this.#number;
    return {
      ...{ seq, id: `ev_${seq}`, type, appId: 'cli_in_1', tenantKey: 't1', createdAt: 1, receivedAt: 1 },
      ...{ via: 'webhook', orderKey: null, body },
      ...given,
    };
  }

  /** `om_TEXT` is what somebody says to the bot alone. */
  message(
    text: string,
    { openId = 'ou_ann', chatId = 'oc_1', at = 1, group = false }: Partial<Whereabouts> = {},
  ): StoredEvent {
    const message = {
      ...{ message_id: `om_${text}`, chat_id: chatId, chat_type: group ? 'group' : 'p2p', create_time: String(at) },
      ...{ message_type: 'text', content: JSON.stringify({ text }) },
    };
    const sender = { sender_id: { open_id: openId }, sender_type: 'user', tenant_key: 't1' };
    const given = { actorId: openId, chatId, createdAt: at, receivedAt: at };
    return this.event('im.message.receive_v1', { sender, message }, given);
  }

  recalled(messageId: string): StoredEvent {
    return this.event('im.message.recalled_v1', { message_id: messageId, chat_id: 'oc_1' });
  }

  pressed(value: JsonObject, openId = 'ou_ann'): StoredEvent {
    const context = { open_chat_id: 'oc_1', open_message_id: 'om_card' };
    const body = { operator: { open_id: openId }, action: { tag: 'button', value }, context };
    return this.event('card.action.trigger', body, { actorId: openId });
  }

  async take(event: StoredEvent, parts: FlowParts = this.parts(), triggerId?: string): Promise<void> {
    await takeEvent(parts, event, { integrationId: 'in_1', triggerId });
  }

  /** Works on all that is due, until nothing is. */
  async work(parts: FlowParts = this.parts()): Promise<void> {
    const errors: unknown[] = [];
    const worker = new TurnWorker(parts, { holder: 'w', leaseMs, onError: (error) => void errors.push(error) });
    while ((await worker.claim()) > 0) await worker.idle();
    if (errors.length > 0) throw errors[0];
  }

  /** Sends what is complete, each row once. */
  async send(): Promise<void> {
    const parts = this.parts();
    const { outbox } = this.store;
    for (;;) {
      const now = await this.store.now();
      const rows = await outbox.claim({ holder: 's', now, leaseMs, limit: 50 });
      if (rows.length === 0) return;
      for (const stored of rows) {
        const row = await openRow(parts.bodies, stored);
        const done = { messageId: `om_of_${stored.id}` };
        if (row === undefined) {
          await outbox.end(stored, { state: 'given_up', done, lastError: untranslated('erased') }, now);
          continue;
        }
        const { act } = row;
        if (act.kind === 'stream' && !act.isFinal) {
          const waits = { state: 'queued', done, lastError: undefined, nextAt: now + 1_000_000 } as const;
          await outbox.end(stored, { ...waits, revision: stored.revision }, now);
          continue;
        }
        if (!(await outbox.end(stored, { state: 'sent', done, revision: stored.revision }, now))) continue;
        this.seen.push({ id: stored.id, kind: act.kind, lane: stored.lane, text: textOf(act) });
      }
    }
  }

  /** What was said, without the signs of progress. */
  said(): readonly string[] {
    return this.seen.filter(({ kind }) => !kind.endsWith('react')).map(({ text }) => text);
  }
}

function textOf(act: object): string {
  if ('text' in act) return String(act.text);
  return JSON.stringify(act);
}

/** Answers `re: TEXT`, in two pieces. */
export async function* echo({ text }: HandlerRequest): AsyncGenerator<ReplyPart> {
  yield { kind: 'text', text: 're: ' };
  yield { kind: 'text', text };
}

/** A store whose process is killed: from some call on, before it or after it, nothing works any more. */
export function mortal(store: ServiceStore, dies: () => boolean): ServiceStore {
  let isDead = false;
  const check = (): void => {
    isDead ||= dies();
    if (isDead) throw new Error('killed');
  };
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value = Reflect.get(of, name);
        if (typeof value !== 'function') return typeof value === 'object' && value !== null ? guard(value) : value;
        return async (...given: unknown[]) => {
          check();
          const [work] = given;
          const args =
            name === 'transaction' && typeof work === 'function' ? [(tables: object) => work(guard(tables))] : given;
          const result = await value.apply(of, args);
          check();
          return result;
        };
      },
    });
  return guard(store);
}
