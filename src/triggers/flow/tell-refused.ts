import type { DecisionCode } from '../../model/triggers/decision.ts';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { StoredDecision } from '../../model/triggers/tables.ts';
import { readCommand } from '../commands/read-command.ts';
import { toldRefused } from '../rules/told-refused.ts';
import { sessionKey } from '../sessions/session-key.ts';
import { carryCommand } from './carry-command.ts';
import { derivedId } from './derived-id.ts';
import type { Taker } from './flow-parts.ts';
import { privateAct, rowOf, targetOf, textAct } from './rows-to-say.ts';
import { speechLanguage } from './speech-language.ts';
import type { Taking } from './taking.ts';

const dayMs = 86_400_000;

/** Who is not let in for want of a code may give it. */
export async function pairBy(taking: Taking, taker: Taker, message: InboundMessage, code: DecisionCode): Promise<void> {
  const command = readCommand(message);
  if (code === 'not_paired' && command?.name === 'pair') await carryCommand(taking, taker, { message, command });
}

/** At night the notice is given once a conversation. */
export async function tellQuietHours(
  { parts, integration, event }: Taking,
  { trigger, version }: Taker,
  message: InboundMessage,
  code: DecisionCode,
): Promise<void> {
  const { quietHours } = version.settings;
  if (code !== 'quiet_hours' || quietHours?.notice === undefined) return;
  const now = await parts.store.now();
  const { reply } = version.settings;
  const row = await rowOf(parts.bodies, {
    id: derivedId('ob', 'quiet', trigger.id, sessionKey(message, version.settings), Math.floor(message.sentAt / dayMs)),
    integrationId: integration.id,
    tenantKey: event.tenantKey,
    lane: message.chatId,
    act: textAct(quietHours.notice, targetOf(message, reply.inThread)),
    owner: { kind: 'trigger', id: trigger.id },
    now,
  });
  await parts.store.outbox.add([row]);
}

/** Who has asked the bot, and is refused by all triggers, may learn why. */
export async function tellRefused(taking: Taking, decision: StoredDecision): Promise<void> {
  const { parts, integration, known } = taking;
  const { message } = known.subject;
  if (message === undefined || message.sender.kind === 'bot') return;
  const isAsked = message.chatKind === 'direct' || message.mentionsBot;
  const isPairing = readCommand(message)?.name === 'pair';
  if (!isAsked || isPairing || decision.tried.some(({ outcome }) => outcome === 'taken')) return;
  const published = await parts.known.published(integration.id);
  const telling = published.filter((one) => one.published.settings.reply.tellsRefused);
  const told = toldRefused(decision, (id) => telling.some(({ trigger }) => trigger.id === id));
  const [first] = telling;
  if (told === undefined || first === undefined) return;
  const language = speechLanguage(first.published.settings, { user: known.user, integration, text: message.text });
  await tell(taking, message, told[language]);
}

async function tell({ parts, integration, event }: Taking, message: InboundMessage, text: string): Promise<void> {
  const row = await rowOf(parts.bodies, {
    id: derivedId('ob', 'refused', integration.id, event.id),
    integrationId: integration.id,
    tenantKey: event.tenantKey,
    lane: message.chatId,
    act: privateAct(text, message),
    owner: { kind: 'integration', id: integration.id },
    now: await parts.store.now(),
  });
  await parts.store.outbox.add([row]);
}
