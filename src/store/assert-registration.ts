import { RecordError } from '../model/errors.ts';
import type { EventFilter } from '../model/event-filter.ts';
import type { Registration } from '../model/inbox.ts';
import type { Message } from '../model/message.ts';
import { isStorable } from './storable.ts';

const maxNameLength = 100;
/** A person reads it in tables and types it after `--consumer`. */
const visibleName = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u;

/**
 * What the databases would keep in different ways, or as something else: SQLite takes `NaN` for no time at all, and half a character
 * for another one.
 * @throws RecordError `store.value.refused`
 */
export function assertRegistration({ name, filter, from }: Registration): void {
  if ([...name].length > maxNameLength || !visibleName.test(name))
    refuse({
      en: `The name of a consumer must have 1 to ${maxNameLength} visible characters, and single spaces between them`,
      zh: `消费者的名称须为 1 至 ${maxNameLength} 个可见字符，其间只可有单个空格`,
    });
  if (from !== 'now' && !(Number.isSafeInteger(from) && from >= 0))
    refuse({
      en: '`from` must be `now`, or a whole number of milliseconds from 0',
      zh: '`from` 须为 `now`，或不小于 0 的整数（毫秒）',
    });
  if (!textsOf(filter).every(isStorable))
    refuse({
      en: 'The filter of a consumer has a text that no event can have: with NUL, or half a character',
      zh: '消费者的过滤条件中有事件不可能含有的文本：含 NUL 或不完整的字符',
    });
}

function textsOf({ types = [], appIds = [], tenantKeys = [] }: EventFilter): string[] {
  return [...types, ...appIds, ...tenantKeys];
}

function refuse(message: Message): never {
  throw new RecordError({
    code: 'store.value.refused',
    message,
    cure: { en: 'Register the consumer with other values.', zh: '请用其他值注册该消费者。' },
  });
}
