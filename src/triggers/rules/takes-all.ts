import { isDeepStrictEqual } from 'node:util';
import type {
  AllowDeny,
  EventConditions,
  MessageConditions,
  TriggerSettings,
} from '../../model/triggers/trigger-settings.ts';
import { folded } from '../commands/leading-word.ts';

/**
 * Whether a trigger takes all that another one would take, so that one behind it is never reached. It says so only where it is sure: what depends on a
 * quota, on a code or on what was said before may go either way.
 */
export function takesAllOf(earlier: TriggerSettings, later: TriggerSettings): boolean {
  if (earlier.continues || earlier.kind !== later.kind || !takesAlways(earlier, later)) return false;
  return earlier.kind === 'messages'
    ? hearsAllOf(earlier.messages, later.messages)
    : getsAllOf(earlier.events, later.events);
}

/** What both kinds have in common. */
function takesAlways(earlier: TriggerSettings, later: TriggerSettings): boolean {
  const { staleMs, quietHours, quota } = earlier;
  const isOldEnough = staleMs === 0 || (later.staleMs !== 0 && later.staleMs <= staleMs);
  const isAwake = quietHours === undefined || isDeepStrictEqual(quietHours, later.quietHours);
  return isOldEnough && isAwake && quota.perHour === 0 && quota.perDay === 0;
}

const botsHeard = { never: 0, mentions: 1, always: 2 } as const;

function hearsAllOf(earlier: MessageConditions, later: MessageConditions): boolean {
  return (
    later.chatKinds.every((kind) => earlier.chatKinds.includes(kind)) &&
    (['chats', 'users', 'directUsers', 'groupUsers', 'departments'] as const).every((list) =>
      letsIn(earlier[list], later[list]),
    ) &&
    !(earlier.pairing && later.chatKinds.includes('direct')) &&
    isMeantFor(earlier, later) &&
    isWithin(later.messageTypes, earlier.messageTypes) &&
    (earlier.pattern === undefined || earlier.pattern === later.pattern) &&
    isWithin(later.languages, earlier.languages) &&
    botsHeard[earlier.bots] >= botsHeard[later.bots]
  );
}

/** Empty lists take everything. */
function isWithin(later: readonly string[], earlier: readonly string[]): boolean {
  return earlier.length === 0 || (later.length > 0 && later.every((one) => earlier.includes(one)));
}

function letsIn(earlier: AllowDeny, later: AllowDeny): boolean {
  return isWithin(later.allow, earlier.allow) && earlier.deny.every((one) => later.deny.includes(one));
}

function isMeantFor(earlier: MessageConditions, later: MessageConditions): boolean {
  const [hearsDirect, hearsGroups] = [
    later.chatKinds.includes('direct'),
    later.chatKinds.some((kind) => kind !== 'direct'),
  ];
  if (hearsDirect && !isWithin(later.commands.map(folded), earlier.commands.map(folded))) return false;
  return !hearsGroups || takesInGroups(earlier, later);
}

function takesInGroups(earlier: MessageConditions, later: MessageConditions): boolean {
  switch (earlier.groupStrategy) {
    case 'all':
      return true;
    case 'mention':
    case 'thread':
      return (
        (later.groupStrategy === 'mention' || later.groupStrategy === earlier.groupStrategy) &&
        (earlier.answersAll || !later.answersAll)
      );
    case 'keyword':
      return (
        later.groupStrategy === 'keyword' &&
        later.keywords.every((word) => earlier.keywords.some((one) => one !== '' && folded(word).includes(folded(one))))
      );
    case 'command':
      return later.groupStrategy === 'command' && isWithin(later.commands.map(folded), earlier.commands.map(folded));
  }
}

function getsAllOf(earlier: EventConditions, later: EventConditions): boolean {
  const isGot = (type: string): boolean =>
    earlier.types.some((one) => one === type || (one.endsWith('*') && type.startsWith(one.slice(0, -1))));
  return (
    later.types.every(isGot) &&
    earlier.fields.every((condition) => later.fields.some((one) => isDeepStrictEqual(one, condition)))
  );
}
