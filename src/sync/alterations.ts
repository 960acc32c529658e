import type { Alteration, PlannedStream } from '../model/destination.ts';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';

interface RepairOptions {
  readonly planned: readonly PlannedStream[];
  readonly reads: ReadonlySet<string>;
  /** Read from the beginning, whatever was remembered. */
  readonly fresh: ReadonlySet<string>;
}

/** What a run does about tables that another program has changed. */
export interface Repairs {
  readonly all: readonly Alteration[];
  /** The run delivers all of these streams anyway, and so makes them good. */
  readonly mended: ReadonlySet<string>;
  /** Only what is new would come: a person must say that all of it is to be read. */
  readonly lasting: readonly Alteration[];
  /** To be read from the beginning, which costs nothing more. */
  readonly fresh: readonly string[];
}

/**
 * Sorts altered tables by what this run can do for them: a stream that the run delivers from the beginning is filled again, the
 * others need `--full`.
 */
export function planRepairs(all: readonly Alteration[], { planned, reads, fresh }: RepairOptions): Repairs {
  const read = all.filter(({ stream }) => reads.has(stream));
  const isMended = ({ stream, mode }: PlannedStream): boolean => {
    if (read.every((one) => one.stream !== stream.name || one.isRestored === true)) return true;
    if (mode === 'append') return false;
    return mode === 'overwrite' || fresh.has(stream.name) || stream.continuation !== 'incremental';
  };
  const altered = planned.filter(({ stream }) => read.some((one) => one.stream === stream.name));
  const mended = altered.filter(isMended);
  const names = new Set(mended.map(({ stream }) => stream.name));
  // Streams of one module share their walk: where one of them is incremental, a fresh read would cost its history.
  const dear = new Set(
    planned.filter(({ stream }) => stream.continuation === 'incremental').map(({ stream }) => stream.module),
  );
  return {
    all,
    mended: names,
    lasting: read.filter(({ stream }) => !names.has(stream)),
    fresh: mended.filter(({ stream }) => !dear.has(stream.module)).map(({ stream }) => stream.name),
  };
}

/** The warning in the report of a run that fills an altered table again. */
export function mendingMessage({ stream, message }: Alteration): Message {
  return {
    en: `The table of ${stream} is not as the last run left it: ${message.en}. This run fills it again`,
    zh: `${stream} 的表与上次运行留下的不同：${message.zh}。本次运行会重新填充`,
  };
}

/** `destination.table.altered`: this run cannot fill the table again without reading what it has read before. */
export function alteredError({ stream, message }: Alteration): ConfigError {
  return new ConfigError({
    code: 'destination.table.altered',
    message: {
      en: `The table of ${stream} is not as the last run left it: ${message.en}`,
      zh: `${stream} 的表与上次运行留下的不同：${message.zh}`,
    },
    cure: {
      en: `Run \`larkstream sync --full --streams ${stream}\` to fill it again, or \`larkstream reset ${stream}\` and sync.`,
      zh: `运行 \`larkstream sync --full --streams ${stream}\` 重新填充，或先运行 \`larkstream reset ${stream}\` 再同步。`,
    },
    details: { stream },
  });
}
