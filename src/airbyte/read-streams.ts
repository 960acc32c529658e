import type { Clock } from '../model/clock.ts';
import type { Source } from '../model/source.ts';
import { assertNotNewer } from '../model/state-version.ts';
import type { ModuleName, Stream } from '../model/stream.ts';
import type { JsonValue } from '../util/json.ts';
import { Checkpoints } from './checkpoints.ts';
import { configuredNames, parseConfiguredCatalog, type RejectedStream } from './configured-catalog.ts';
import { MessageEmitter } from './message-emitter.ts';
import type { MessageWriter } from './message-writer.ts';
import { logMessage, statusMessage } from './messages.ts';
import { planWalks, type Walk } from './plan-walks.ts';
import { Statuses } from './statuses.ts';
import { parseStateFile, readStreamState, type StreamState } from './stream-state.ts';

/** What `readStreams` reads, up to where it has been read before, and where its messages go. */
export interface ReadOptions {
  readonly source: Source;
  readonly catalog: JsonValue;
  readonly state: JsonValue | undefined;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A name that no other read has. */
  readonly newLineage: () => string;
  /** Hands out what is to be called when the calls of a module wait for quota. */
  readonly onWaits?: (tell: (module: ModuleName, ms: number) => void) => void;
}

/** A state from further ahead than this is not from a clock that is a little fast. */
const aheadMs = 86_400_000;

/**
 * Reads the configured streams: records, states and statuses go to the writer. True when every stream is complete.
 * @throws ConfigError `state.version.newer`, and what ends the read; the streams are then INCOMPLETE, and the caller sends the error.
 */
export async function readStreams(options: ReadOptions): Promise<boolean> {
  const { source, writer, clock } = options;
  const names = configuredNames(options.catalog);
  const { streams, rejected } = parseConfiguredCatalog(options.catalog, await source.discover(names));
  const { states, ignored } = readStates(options.state);
  for (const what of ignored)
    writer.send(
      logMessage(
        'WARN',
        `Ignored ${what}: the stream is read from the beginning, which costs as much as its first sync`,
      ),
    );
  const statuses = new Statuses(writer, clock);
  options.onWaits?.((module, ms) => statuses.waiting(module, ms));
  for (const one of rejected) reject(one, statuses, options);
  const ahead = streams.filter(({ stream }) => (states.get(stream.name)?.until ?? 0) > clock.now() + aheadMs);
  const walks = planWalks(
    streams.filter((one) => !ahead.includes(one)),
    states,
    options.newLineage,
  );
  statuses.start(streams.map(({ stream }) => stream));
  try {
    for (const { stream } of ahead) passOver(stream, states, statuses, options);
    // Walks of different modules are read at the same time; a second walk of one module has its turn after the first.
    for (let rest = walks; rest.length > 0; ) {
      const now = rest.filter((walk) => rest.find(({ module }) => module === walk.module) === walk);
      rest = rest.filter((walk) => !now.includes(walk));
      await readWalks(now, { ...options, statuses });
    }
    return !statuses.someIncomplete && rejected.length === 0;
  } catch (thrown) {
    statuses.abandon();
    throw thrown;
  }
}

function readStates(file: JsonValue | undefined): {
  readonly states: ReadonlyMap<string, StreamState>;
  readonly ignored: readonly string[];
} {
  const { states, ignored } = parseStateFile(file);
  const known = new Map<string, StreamState>();
  const unknown: string[] = [];
  for (const [name, blob] of states) {
    assertNotNewer(blob, { en: `The state of ${name}`, zh: `${name} 的状态` });
    const state = readStreamState(blob);
    if (state !== undefined) known.set(name, state);
    else if (blob !== null) unknown.push(`the state of ${name}, which is not of this connector`);
  }
  return { states: known, ignored: [...ignored, ...unknown] };
}

function reject({ name, error }: RejectedStream, statuses: Statuses, { writer, clock }: ReadOptions): void {
  statuses.incomplete(name, error);
  writer.send(statusMessage(name, 'INCOMPLETE', { now: clock.now() }));
}

/** The state says that everything up to a moment to come has been delivered. A wrong clock may be behind it, so say so. */
function passOver(
  stream: Stream,
  states: ReadonlyMap<string, StreamState>,
  statuses: Statuses,
  { writer, clock }: ReadOptions,
): void {
  const state = states.get(stream.name);
  if (state === undefined) return;
  const until = new Date(Math.min(state.until, 8.64e15)).toISOString();
  writer.send(
    logMessage(
      'WARN',
      `The state of ${stream.name} reaches to ${until}, so nothing was read. If a clock was wrong, reset the stream`,
    ),
  );
  const walk: Walk = {
    module: stream.module,
    streams: [stream],
    slices: state.slices.get(stream.module) ?? new Map(),
    resumeSince: state.until,
    isFull: state.isFull,
    lineage: state.lineage,
    sequence: state.sequence,
    rowsSoFar: new Map([[stream.name, state.rows]]),
    rowsBefore: new Map(state.rowsBefore === undefined ? [] : [[stream.name, state.rowsBefore]]),
  };
  new Checkpoints({ walk, writer, clock }).tell({ isComplete: () => state.isComplete });
  statuses.end([stream]);
}

interface EmitOptions extends ReadOptions {
  readonly statuses: Statuses;
}

/** One walk for each module, all at once through one read, which shares what they have in common. */
async function readWalks(
  walks: readonly Walk[],
  { source, writer, clock, signal, ...rest }: EmitOptions,
): Promise<void> {
  const emitter = new MessageEmitter({ walks, writer, clock, ...rest });
  const ended = new AbortController();
  const heartbeat = emitter.beat(AbortSignal.any([signal, ended.signal]));
  try {
    const changes = source.read({
      streams: new Set(emitter.streams.map(({ name }) => name)),
      fresh: new Set(),
      state: new Map(walks.map(({ module, slices }) => [module, slices])),
      resume: {
        since: new Map(
          walks.flatMap(({ module, resumeSince }) =>
            resumeSince === undefined ? [] : [[module, resumeSince] as const],
          ),
        ),
      },
      acceptDeletes: false,
      signal,
    });
    for await (const change of changes) {
      emitter.take(change);
      if (writer.isFull) await writer.handOn();
    }
  } catch (thrown) {
    emitter.tellStates();
    throw thrown;
  } finally {
    ended.abort();
    await heartbeat;
  }
  emitter.end();
  await writer.flush();
}
