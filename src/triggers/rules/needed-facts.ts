import type { Candidate, Subject } from './subject.ts';

/** After so long without a turn of a bot those before are forgotten, as they are when a person speaks (`TriggerFactTable`). */
export const botTurnsForgottenMs: number = 10 * 60_000;

/** What must be looked up before a decision: whatever is not needed is not asked for. Lists hold ids of triggers. */
export interface NeededFacts {
  /** The departments of the sender, from Contact. */
  readonly departments: boolean;
  readonly pairing: readonly string[];
  readonly followedThreads: readonly string[];
  readonly quotas: readonly string[];
  readonly botTurns: readonly string[];
  /** Whether we could not hear when it was sent: for somebody it is too old. */
  readonly downtime: boolean;
}

/** Ids of the triggers of which a person may have so much and no more. */
export function quotasOf(candidates: readonly Candidate[]): readonly string[] {
  const limited = candidates.filter(
    ({ trigger, settings: { quota } }) => trigger.state === 'published' && quota.perHour + quota.perDay > 0,
  );
  return limited.map(({ trigger }) => trigger.id);
}

/** By the settings of the triggers that might take it; `ageMs`: how old it was when it came. */
export function neededFacts(
  { message }: Pick<Subject, 'message'>,
  candidates: readonly Candidate[],
  ageMs: number,
): NeededFacts {
  const open = candidates.filter(({ trigger }) => trigger.state === 'published');
  const hearing = message === undefined ? [] : open.filter(({ settings }) => settings.kind === 'messages');
  const idsOf = (those: readonly Candidate[]): readonly string[] => those.map(({ trigger }) => trigger.id);
  const { chatKind, threadId, sender } = message ?? {};
  return {
    departments: hearing.some(({ settings: { messages } }) => {
      return messages.departments.allow.length + messages.departments.deny.length > 0;
    }),
    pairing: idsOf(hearing.filter(({ settings }) => chatKind === 'direct' && settings.messages.pairing)),
    followedThreads: idsOf(
      hearing.filter(({ settings }) => threadId !== undefined && settings.messages.groupStrategy === 'thread'),
    ),
    quotas: quotasOf(candidates),
    botTurns: idsOf(hearing.filter(() => sender?.kind === 'bot')),
    downtime: open.some(({ settings: { staleMs } }) => staleMs > 0 && ageMs > staleMs),
  };
}
