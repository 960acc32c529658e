import { personalEvents } from '../../model/triggers/erased-event.ts';
import type { FieldCondition } from '../../model/triggers/trigger-settings.ts';
import { readText } from '../../util/json.ts';
import { blocked, ownMessage } from './check-sender.ts';
import { holds } from './field-conditions.ts';
import { plainText, valuesAt } from './field-path.ts';
import { type Refusal, refusal, some } from './refusal.ts';
import type { Case } from './subject.ts';

/** Conditions of events other than messages. */
export function checkEvent(given: Case): Refusal | undefined {
  return eventType(given) ?? ownMessage(given) ?? ownAct(given) ?? blocked(given) ?? fields(given);
}

function eventType({ subject, candidate }: Case): Refusal | undefined {
  const { types } = candidate.settings.events;
  if (types.some((type) => isOfType(subject.type, type))) return undefined;
  return refusal(
    'type',
    `The event is ${subject.type}; the trigger gets ${some(types, ', ') || 'none'}`,
    `事件类型为 ${subject.type}；触发器只处理 ${some(types, '、') || '（未选择）'}`,
  );
}

/** `im.chat.*` is all that begins with `im.chat.`. */
function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** A reaction names the app that has put it (im-v1/message-reaction/events): our own signs of progress are no events for anybody. */
function ownAct({ subject, facts }: Case): Refusal | undefined {
  if (readText(subject.body, 'operator_type') !== 'app' || readText(subject.body, 'app_id') !== facts.appId)
    return undefined;
  return refusal('own_message', 'It was done by this app itself', '由本应用自己产生');
}

function fields({ subject, candidate }: Case): Refusal | undefined {
  const broken = candidate.settings.events.fields.find((condition) => !holds(condition, subject.body));
  if (broken === undefined) return undefined;
  const found = valuesAt(subject.body, broken.path).map((value) => plainText(value) ?? '…');
  // A reason is kept in plain, and longer than what was said.
  const isPersonal = personalEvents.includes(subject.type);
  const is =
    found.length === 0
      ? { en: 'is absent', zh: '不存在' }
      : isPersonal
        ? { en: 'is another', zh: '为其他值' }
        : { en: `is ${some(found, ', ')}`, zh: `为 ${some(found, '、')}` };
  return refusal(
    'fields',
    `The field ${broken.path} ${is.en}; the condition is ${wanted(broken)}`,
    `字段 ${broken.path} ${is.zh}；条件为 ${wanted(broken)}`,
  );
}

function wanted({ is, value }: FieldCondition): string {
  return `${is} ${some(Array.isArray(value) ? value : [String(value)], ', ')}`;
}
