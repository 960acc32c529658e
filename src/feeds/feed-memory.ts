import type { WarningChange } from '../model/change.ts';
import type { Message } from '../model/message.ts';
import { type ModuleState, storedName } from '../model/source-state.ts';
import { assertNotNewer } from '../model/state-version.ts';
import type { ModuleName } from '../model/stream.ts';
import type { JsonValue } from '../util/json.ts';

/** What a feed makes of what it remembered. */
export interface FeedMemory {
  /** Whether a slice's state, of this version, is one that the feed has written. */
  isReadable(state: JsonValue): boolean;
  /** What it costs to have lost it, as a sentence. */
  readonly costs: Message;
}

/** @throws ConfigError `state.version.newer` */
export function assertReadableState(module: ModuleName, state: ModuleState): void {
  for (const [slice, value] of state) {
    const name = storedName(module, slice);
    assertNotNewer(value, { en: `The state of ${name}`, zh: `${name} 的状态` });
  }
}

/** What there was, sorted by whether the feed can use it. */
interface Remembered {
  readonly readable: ModuleState;
  /** Slices whose state is unreadable. */
  readonly unreadable: readonly string[];
}

/** Does not throw: a newer version's state is refused before, by `assertReadableState`. */
export function sortOut(state: ModuleState, { isReadable }: FeedMemory): Remembered {
  const isOf = ([, value]: [string, JsonValue]): boolean => isReadable(value);
  const slices = [...state];
  return {
    readable: new Map(slices.filter(isOf)),
    unreadable: slices.filter((slice) => !isOf(slice)).map(([slice]) => slice),
  };
}

const named = 3;

/** Names only the first few slices: a large company has thousands. */
export function warnOfUnreadable(
  module: ModuleName,
  { unreadable, streams, costs }: Pick<Remembered, 'unreadable'> & { streams: readonly string[]; costs: Message },
): WarningChange {
  const shown = unreadable
    .slice(0, named)
    .map((slice) => storedName(module, slice))
    .join(', ');
  const more = unreadable.length > named ? ', …' : '';
  const count = unreadable.length;
  return {
    kind: 'warning',
    streams,
    message: {
      en: `The state of ${shown}${more} (${count} in all) is unreadable and is discarded. ${costs.en}`,
      zh: `${shown}${more}（共 ${count} 项）的状态无法读取，已丢弃。${costs.zh}`,
    },
  };
}
