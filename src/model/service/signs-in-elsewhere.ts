import type { ChannelKind } from './alert.ts';

/** Whether what a channel signs in with would reach another server, another account, or whoever listens on the way. */
export function signsInElsewhere(
  kind: ChannelKind,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  if (kind !== 'mail') return false;
  const isMoved = ['host', 'port', 'user'].some((name) => textOf(before[name]) !== textOf(after[name]));
  return isMoved || (after.security === 'none' && before.security !== 'none');
}

/** A form has an empty text where nothing is set. */
const textOf = (value: unknown): string => String(value ?? '');
