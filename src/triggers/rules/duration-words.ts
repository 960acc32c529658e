import type { Message } from '../../model/message.ts';
import { plural } from '../../util/plural.ts';

const units = [
  [86_400_000, 'day', '天'],
  [3_600_000, 'hour', '小时'],
  [60_000, 'minute', '分钟'],
] as const;

/** How long something lasts, to about a tenth: `90 seconds`, `31 minutes`, `7 hours`. */
export function durationOf(ms: number): Message {
  // Two of a unit at least, so that what is rounded off is little.
  const [size, en, zh] = units.find(([size]) => ms >= 2 * size) ?? [1_000, 'second', '秒'];
  const count = Math.round(ms / size);
  return { en: plural(count, en), zh: `${count} ${zh}` };
}
