import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects, readText } from '../../src/util/json.ts';

/** Draft 7, as the acceptance tests validate: `date-time` must parse, 1.0 is no reason to be lenient about 1.5. */
export function draft7(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  return ajv;
}

const protocolFile = new URL('../airbyte/protocol.yaml', import.meta.url);
let validate: ValidateFunction | undefined;

function messageValidator(): ValidateFunction {
  if (validate !== undefined) return validate;
  const ajv = draft7();
  const schema: JsonObject = parse(readFileSync(protocolFile, 'utf8'));
  ajv.addSchema(schema, 'protocol');
  validate = ajv.compile({ $ref: 'protocol#/definitions/AirbyteMessage' });
  return validate;
}

const payloads: Readonly<Record<string, string>> = {
  RECORD: 'record',
  STATE: 'state',
  LOG: 'log',
  SPEC: 'spec',
  CONNECTION_STATUS: 'connectionStatus',
  CATALOG: 'catalog',
  TRACE: 'trace',
};

/**
 * Reads one line of a connector's output by the protocol's own schema.
 * @throws Error for anything that is no message, with what the schema says of it.
 */
export function parseMessage(line: string): JsonObject {
  const message: JsonValue = JSON.parse(line);
  const isValid = messageValidator();
  if (!isObject(message) || !isValid(message)) {
    throw new Error(`not a protocol message: ${JSON.stringify(isValid.errors)} in ${line.slice(0, 500)}`);
  }
  const payload = payloads[readText(message, 'type') ?? ''];
  if (payload === undefined || !isObject(message[payload])) throw new Error(`no payload in ${line.slice(0, 500)}`);
  return message;
}

/** The messages of one run, by type. */
export class Conversation {
  readonly messages: readonly JsonObject[];

  constructor(messages: readonly JsonObject[]) {
    this.messages = messages;
  }

  #payloads(type: string): JsonObject[] {
    return this.messages
      .filter((message) => message.type === type)
      .map((message) => readObject(message, payloads[type] ?? ''));
  }

  get specs(): JsonObject[] {
    return this.#payloads('SPEC');
  }

  get connectionStatuses(): JsonObject[] {
    return this.#payloads('CONNECTION_STATUS');
  }

  get catalogs(): JsonObject[] {
    return this.#payloads('CATALOG');
  }

  /** The streams of the catalogue. */
  get streams(): JsonObject[] {
    return this.catalogs.flatMap((catalog) => readObjects(catalog, 'streams'));
  }

  get logs(): string[] {
    return this.#payloads('LOG').map((log) => `${readText(log, 'level')} ${readText(log, 'message')}`);
  }

  get records(): JsonObject[] {
    return this.#payloads('RECORD');
  }

  /** The data of a stream's records. */
  rows(stream: string): JsonObject[] {
    return this.records.filter((record) => record.stream === stream).map((record) => readObject(record, 'data'));
  }

  /** State messages, as a platform keeps them. */
  get states(): JsonObject[] {
    return this.#payloads('STATE');
  }

  statesOf(stream: string): JsonObject[] {
    return this.states.filter((state) => streamOfState(state) === stream);
  }

  #traces(type: string, payload: string): JsonObject[] {
    return this.#payloads('TRACE')
      .filter((trace) => trace.type === type)
      .map((trace) => readObject(trace, payload));
  }

  get errors(): JsonObject[] {
    return this.#traces('ERROR', 'error');
  }

  get estimates(): JsonObject[] {
    return this.#traces('ESTIMATE', 'estimate');
  }

  get statuses(): JsonObject[] {
    return this.#traces('STREAM_STATUS', 'stream_status');
  }

  statusesOf(stream: string): string[] {
    return this.statuses
      .filter((status) => readText(readObject(status, 'stream_descriptor'), 'name') === stream)
      .map((status) => readText(status, 'status') ?? '');
  }

  /** Sorted names of the streams that ended so. */
  endedAs(status: 'COMPLETE' | 'INCOMPLETE'): string[] {
    return this.statuses
      .filter((entry) => entry.status === status)
      .map((entry) => readText(readObject(entry, 'stream_descriptor'), 'name') ?? '')
      .sort();
  }
}

export function streamOfState(state: JsonObject): string {
  return readText(readObject(readObject(state, 'stream'), 'stream_descriptor'), 'name') ?? '';
}

/** What a platform hands back: of each stream the last state it was given. */
export function lastStates(states: readonly JsonObject[]): JsonObject[] {
  return [...new Map(states.map((state) => [streamOfState(state), state])).values()];
}

/** A configured catalogue as a platform makes it of a discovered one. */
export function configure(
  streams: readonly JsonObject[],
  mode: 'full_refresh' | 'incremental' | 'best' = 'best',
): JsonObject {
  return {
    streams: streams.map((stream) => {
      const modes = Array.isArray(stream.supported_sync_modes) ? stream.supported_sync_modes : [];
      const best = modes.includes('incremental') ? 'incremental' : 'full_refresh';
      return {
        stream,
        sync_mode: mode === 'best' ? best : mode,
        destination_sync_mode: 'append',
        generation_id: 1,
        minimum_generation_id: 0,
        sync_id: 7,
      };
    }),
  };
}
