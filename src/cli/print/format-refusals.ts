import type { ReceivedEvent } from '../../model/event.ts';
import type { RefusalReason } from '../../model/event-store.ts';
import type { Context } from '../context.ts';

interface Refused {
  readonly appId: string;
  readonly reason: RefusalReason;
  readonly count: number;
}

/** Tells that the webhook has refused requests: to a program by an event, to a person by the lines given back. */
export function tellRefused({ appId, reason, count }: Refused, { texts, style, emit }: Context): string[] {
  emit({ event: 'refused', appId, reason, count });
  const { what, next } = texts.events.refusals[reason];
  const first = `${style.yellow('!')} ${style.dim(appId)} ${texts.live.refused(count, what)}`;
  return [first, `  ${style.dim(`${texts.error.next}${texts.colon}`)}${next}`];
}

/** The counts of a receiver, one line for each reason. */
export function formatRefusals(
  refusals: Readonly<Partial<Record<RefusalReason, number>>>,
  { texts, style }: Context,
): string[] {
  return Object.entries(texts.events.refusals).flatMap(([reason, { what, next }]) => {
    const count = Object.entries(refusals).find(([one]) => one === reason)?.[1] ?? 0;
    if (count === 0) return [];
    const first = `${style.yellow('!')} ${texts.events.refused(count, what)}`;
    return [first, `  ${style.dim(`${texts.error.next}${texts.colon}`)}${next}`];
  });
}

/** A dead letter: a JSON line for programs, and the line for a person that it gives back. */
export function tellDeadLetter(event: ReceivedEvent, { texts, style, emit }: Context): string {
  const { id, type, error = { en: '', zh: '' }, appId, tenantKey } = event;
  emit({ event: 'dead_letter', id, type, appId, tenantKey, error: error.en, zh: { error: error.zh } });
  return `${style.yellow('!')} ${texts.live.deadLetter({ id, type, error: error[texts.language] })}`;
}
