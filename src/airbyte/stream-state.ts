import { fromStored, type SourceState } from '../model/source-state.ts';
import { stateVersion } from '../model/state-version.ts';
import { isObject, type JsonObject, type JsonValue, readNumber, readObject, readText } from '../util/json.ts';

/**
 * What Airbyte keeps for one stream. Streams of one module share a walk, and with it their slices; but each is kept by
 * itself and may come back at another age. `lineage` and `sequence` say which of two is older: within a lineage every
 * state covers all that the ones before it cover.
 */
export interface StreamState {
  readonly lineage: string;
  readonly sequence: number;
  /** When the walk began, in milliseconds since the epoch: once complete, everything up to then has been delivered. */
  readonly until: number;
  readonly isComplete: boolean;
  /** Whether the walk began without a state. */
  readonly isFull: boolean;
  /** Records delivered by the walk so far, in all its attempts. */
  readonly rows: number;
  /** Records of the last full walk that came to its end, against which the next one is judged. */
  readonly rowsBefore: number | undefined;
  readonly slices: SourceState;
}

/** Written by this version; older ones stay readable. */
const version = stateVersion;

/** Undefined for anything but a state of this version: the stream is then read from the beginning. */
export function readStreamState(blob: JsonValue | undefined): StreamState | undefined {
  if (!isObject(blob) || blob.version !== version) return undefined;
  return {
    lineage: readText(blob, 'lineage') ?? '',
    sequence: readNumber(blob, 'sequence') ?? 0,
    until: readNumber(blob, 'until') ?? 0,
    isComplete: blob.complete === true,
    isFull: blob.full === true,
    rows: readNumber(blob, 'rows') ?? 0,
    rowsBefore: readNumber(blob, 'rows_before') ?? undefined,
    slices: fromStored(Object.entries(readObject(blob, 'slices')).map(([name, state]) => [name, state ?? null])),
  };
}

/** `slices` is JSON: it is the same for all streams of a walk, and long. */
export function writeStreamState(state: Omit<StreamState, 'slices'>, slices: string): string {
  const head = JSON.stringify({
    version,
    lineage: state.lineage,
    sequence: state.sequence,
    until: state.until,
    complete: state.isComplete,
    full: state.isFull,
    rows: state.rows,
    rows_before: state.rowsBefore,
  });
  return `${head.slice(0, -1)},"slices":${slices}}`;
}

/** What a state file holds: the states of this connector, and the rest. */
interface StateFile {
  /** By stream name; null when the platform says that the stream is to begin anew. */
  readonly states: ReadonlyMap<string, JsonValue>;
  /** The unusable content of the file, in words. */
  readonly ignored: readonly string[];
}

/**
 * Reads a state file: an array of state messages. A missing file, `{}` and what older protocols wrote mean that there is no state.
 */
export function parseStateFile(file: JsonValue | undefined): StateFile {
  const states = new Map<string, JsonValue>();
  const ignored: string[] = [];
  if (Array.isArray(file)) {
    for (const entry of file.filter(isObject)) {
      const { stream } = { stream: readObject(stateOf(entry), 'stream') };
      const name = readText(readObject(stream, 'stream_descriptor'), 'name');
      if (name === null) ignored.push(`a state of type ${readText(stateOf(entry), 'type') ?? 'LEGACY'}`);
      else states.set(name, stream.stream_state ?? null);
    }
  } else if (isObject(file) && Object.keys(file).length > 0) {
    ignored.push('a state of type LEGACY');
  }
  return { states, ignored };
}

/** PyAirbyte and older platforms hand over the whole message. */
function stateOf(entry: JsonObject): JsonObject {
  return isObject(entry.state) ? entry.state : entry;
}
