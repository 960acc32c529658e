import type { ServiceTables } from '../../model/service/service-store.ts';
import type { Trigger } from '../../model/triggers/conversation.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { readCommand } from '../../triggers/commands/read-command.ts';
import { mapEvent, orderValue } from '../../triggers/rules/map-event.ts';
import { findSession } from '../../triggers/sessions/find-session.ts';
import { sessionKey } from '../../triggers/sessions/session-key.ts';
import { turnText } from '../../triggers/turns/turn-text.ts';
import type { JsonValue } from '../../util/json.ts';
import type { DrySubject } from './dry-run-subject.ts';

/** What would be worked on. */
export interface DryTurn {
  /** `command`: it is for the bot itself, and no handler is asked. */
  readonly kind: 'message' | 'event' | 'command';
  /** What the handler would read. */
  readonly text: string;
  /** Such as `stop`. */
  readonly command: string | undefined;
  /** What makes the conversation, and the one that it would go on with. */
  readonly sessionKey: string | undefined;
  readonly sessionId: string | undefined;
  /** It waits for more that belongs to it, for so long. */
  readonly quietMs: number;
  /** Of other events: what the handler would get, and what they keep their order by. */
  readonly event: JsonValue | undefined;
  readonly orderValue: string | undefined;
}

const nothing = {
  command: undefined,
  sessionKey: undefined,
  sessionId: undefined,
  quietMs: 0,
  event: undefined,
  orderValue: undefined,
};

/** What a trigger that takes it would make of it. */
export async function dryTurn(
  { store }: { readonly store: Pick<ServiceTables, 'sessions'> },
  {
    trigger,
    settings,
    dry,
  }: { readonly trigger: Trigger; readonly settings: TriggerSettings; readonly dry: DrySubject },
): Promise<DryTurn> {
  const { message, body } = dry.subject;
  if (settings.kind === 'events' || message === undefined) {
    const { events } = settings;
    return {
      ...nothing,
      kind: 'event',
      text: '',
      event: mapEvent(body, events.mapping),
      orderValue: orderValue(body, events),
    };
  }
  const key = sessionKey(message, settings);
  const command = readCommand(message);
  return {
    ...nothing,
    kind: command === undefined ? 'message' : 'command',
    text: turnText([message]),
    command: command?.name,
    sessionKey: key,
    sessionId: await sessionOf(store, { trigger, settings, message, key, now: dry.receivedAt }),
    quietMs: settings.aggregation.quietMs,
  };
}

interface Question {
  readonly trigger: Trigger;
  readonly settings: TriggerSettings;
  readonly message: InboundMessage;
  readonly key: string;
  readonly now: number;
}

async function sessionOf(
  { sessions }: Pick<ServiceTables, 'sessions'>,
  { trigger, settings, message, key, now }: Question,
): Promise<string | undefined> {
  const last = await sessions.findLast(trigger.id, key);
  const ids = { id: 'se_dry_run', conversationId: 'dry-run' };
  const { id: triggerId, integrationId } = trigger;
  const outcome = findSession({ triggerId, integrationId, message, settings, last, now, ids });
  return outcome.kind === 'same' ? outcome.session.id : undefined;
}
