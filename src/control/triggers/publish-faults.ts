import type { Message } from '../../model/message.ts';
import type { FieldCondition, TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { pathSteps } from '../../triggers/rules/field-path.ts';
import { linearPattern, type PatternFlaw } from '../../util/linear-pattern.ts';
import type { FieldFault } from '../field-faults.ts';

/** What keeps settings from being published, though a draft may have it: what is not filled in yet, and what would never match. */
export function publishFaults(settings: TriggerSettings): readonly FieldFault[] {
  return [
    ...(settings.kind === 'messages' ? messageFaults(settings) : eventFaults(settings)),
    ...timeFaults(settings),
    ...missing(settings.handlerId === '', 'handlerId'),
  ];
}

function messageFaults({ messages }: TriggerSettings): readonly FieldFault[] {
  const { chatKinds, groupStrategy, keywords, commands, pattern } = messages;
  const hearsGroups = chatKinds.some((kind) => kind !== 'direct');
  return [
    ...missing(chatKinds.length === 0, 'messages.chatKinds'),
    ...missing(hearsGroups && groupStrategy === 'keyword' && keywords.length === 0, 'messages.keywords'),
    ...missing(hearsGroups && groupStrategy === 'command' && commands.length === 0, 'messages.commands'),
    ...(pattern === undefined ? [] : patternFaults('messages.pattern', pattern)),
  ];
}

function eventFaults({ events }: TriggerSettings): readonly FieldFault[] {
  const { types, fields, orderBy, mapping = {} } = events;
  return [
    ...missing(types.length === 0, 'events.types'),
    ...fields.flatMap((condition, index) => conditionFaults(`events.fields[${index}]`, condition)),
    ...(orderBy === undefined ? [] : pathFaults('events.orderBy', orderBy)),
    ...Object.entries(mapping).flatMap(([name, path]) => pathFaults(`events.mapping.${name}`, path)),
  ];
}

function conditionFaults(at: string, condition: FieldCondition): readonly FieldFault[] {
  return [...pathFaults(`${at}.path`, condition.path), ...valueFaults(`${at}.value`, condition)];
}

const mustBe: Readonly<
  Partial<Record<FieldCondition['is'], readonly [(value: FieldCondition['value']) => boolean, Message]>>
> = {
  equals: [
    (value) => !Array.isArray(value),
    { en: 'must be one value; for several choose one_of', zh: '只能是单个值；多个值请选择 one_of' },
  ],
  not_equals: [(value) => !Array.isArray(value), { en: 'must be one value', zh: '只能是单个值' }],
  one_of: [
    (value) => Array.isArray(value) && value.length > 0,
    { en: 'must be a list of at least one text', zh: '必须是至少一项的文本列表' },
  ],
  contains: [isWritten, { en: 'must be a text or a number', zh: '必须是文本或数字' }],
  matches: [(value) => typeof value === 'string', { en: 'must be a regular expression', zh: '必须是正则表达式' }],
  greater: [isNumber, { en: 'must be a number', zh: '必须是数字' }],
  less: [isNumber, { en: 'must be a number', zh: '必须是数字' }],
};

function isWritten(value: FieldCondition['value']): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function isNumber(value: FieldCondition['value']): boolean {
  return isWritten(value) && Number.isFinite(Number(value));
}

function valueFaults(path: string, { is, value }: FieldCondition): readonly FieldFault[] {
  const [isGood, message] = mustBe[is] ?? [];
  if (isGood !== undefined && message !== undefined && !isGood(value)) return [{ path, message }];
  return is === 'matches' && typeof value === 'string' ? patternFaults(path, value) : [];
}

function pathFaults(at: string, path: string): readonly FieldFault[] {
  if (pathSteps(path) !== undefined) return [];
  const message = {
    en: 'must be a path such as event.object.status or event.list[*].id',
    zh: '必须是 event.object.status 或 event.list[*].id 这样的路径',
  };
  return [{ path: at, message }];
}

const flaws: Readonly<Record<PatternFlaw, Message>> = {
  syntax: { en: 'is not a regular expression', zh: '不是正则表达式' },
  looks_around: {
    en: 'must not look ahead or behind, (?=…) or (?<=…): that may take for ever',
    zh: '不能使用环视 (?=…)、(?<=…)，否则匹配时间没有上限',
  },
  looks_back: {
    en: 'must not refer back, such as with \\1: that may take for ever',
    zh: '不能使用 \\1 等反向引用，否则匹配时间没有上限',
  },
  too_large: { en: 'is too large: write fewer or smaller repeats', zh: '过大：请减少重复次数' },
};

function patternFaults(path: string, source: string): readonly FieldFault[] {
  const made = linearPattern(source);
  return 'flaw' in made ? [{ path, message: flaws[made.flaw] }] : [];
}

function timeFaults({ quietHours, aggregation }: TriggerSettings): readonly FieldFault[] {
  const { quietMs, longestMs } = aggregation;
  const isEmpty = quietHours !== undefined && quietHours.from === quietHours.until;
  return [
    ...(isEmpty
      ? [
          {
            path: 'quietHours.until',
            message: { en: 'must be another time than the beginning', zh: '必须与开始时刻不同' },
          },
        ]
      : []),
    ...(quietMs > longestMs
      ? [{ path: 'aggregation.longestMs', message: { en: 'must be at least quietMs', zh: '不能小于 quietMs' } }]
      : []),
  ];
}

function missing(isMissing: boolean, path: string): readonly FieldFault[] {
  return isMissing ? [{ path, message: { en: 'is required', zh: '必须填写' } }] : [];
}
