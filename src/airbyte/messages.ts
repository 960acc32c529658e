import type { LarkstreamError } from '../model/errors.ts';
import type { JsonObject, JsonValue } from '../util/json.ts';
import { connectorCure } from './connector-cure.ts';

// Airbyte protocol v0.18, `airbyte_protocol.yaml`: one message a line, an envelope with `type` and one payload.

/** `level` of a LOG message. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** `status` of a STREAM_STATUS trace. COMPLETE and INCOMPLETE are final. */
type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

/** A line for the log of the sync. */
export function logMessage(level: LogLevel, message: string): JsonObject {
  return { type: 'LOG', log: { level, message } };
}

/** The form that the platform shows: its settings as JSON Schema, and where they are explained. */
export function specMessage(connectionSpecification: JsonObject, documentationUrl: string): JsonObject {
  return { type: 'SPEC', spec: { connectionSpecification, documentationUrl, protocol_version: '0.18.0' } };
}

/** The outcome of `check`. The platform shows `message` in the form, so that it must say what to do. */
export function connectionStatusMessage(status: 'SUCCEEDED' | 'FAILED', message?: string): JsonObject {
  return { type: 'CONNECTION_STATUS', connectionStatus: { status, ...(message === undefined ? {} : { message }) } };
}

/** What `discover` found. `streams` are written by `toCatalogStream`. */
export function catalogMessage(streams: JsonObject[]): JsonObject {
  return { type: 'CATALOG', catalog: { streams } };
}

function traceMessage(type: string, emittedAt: number, payload: JsonObject): JsonObject {
  return { type: 'TRACE', trace: { type, emitted_at: emittedAt, ...payload } };
}

/** How a stream stands. `now` and `quotaReset`, until when the calls wait for quota, are milliseconds since the epoch. */
export function statusMessage(
  stream: string,
  status: StreamStatus,
  at: { readonly now: number; readonly quotaReset?: number },
): JsonObject {
  const reasons: JsonValue[] =
    at.quotaReset === undefined ? [] : [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: at.quotaReset } }];
  return traceMessage('STREAM_STATUS', at.now, {
    stream_status: { stream_descriptor: { name: stream }, status, ...(reasons.length === 0 ? {} : { reasons }) },
  });
}

/** How many records a stream will have in all, for a bar of progress. */
export function estimateMessage(stream: string, rows: number, now: number): JsonObject {
  return traceMessage('ESTIMATE', now, { estimate: { name: stream, type: 'STREAM', row_estimate: Math.round(rows) } });
}

/** What happens next decides: a person must act, it may be tried again, or it is a defect. */
const failureTypes: { readonly [family in LarkstreamError['family']]: string } = {
  config: 'config_error',
  transient: 'transient_error',
  stopped: 'transient_error',
  record: 'system_error',
  bug: 'system_error',
};

/** `stream` when only that one is concerned. */
export function errorMessage(error: LarkstreamError, now: number, stream?: string): JsonObject {
  return traceMessage('ERROR', now, {
    error: {
      message: errorText(error),
      internal_message: `${error.code} ${JSON.stringify(error.details)}`,
      failure_type: failureTypes[error.family],
      ...(stream === undefined ? {} : { stream_descriptor: { name: stream } }),
    },
  });
}

/** What happened and what to do, as the person in front of the form reads it. */
export function errorText(error: LarkstreamError): string {
  return `${error.message.replace(/[.\s]*$/, '')}. ${connectorCure(error)}`;
}

/** What the state of a stream is written from. */
interface StateText {
  readonly stream: string;
  /** JSON of the stream's state. */
  readonly state: string;
  /** Records of the stream since its state before. */
  readonly records: number;
}

/** Written as text, because the protocol's schema asks for counts with a decimal point and JavaScript leaves it out. */
export function stateLine({ stream, state, records }: StateText): string {
  const descriptor = `{"name":${JSON.stringify(stream)}}`;
  return `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":${descriptor},"stream_state":${state}},"sourceStats":{"recordCount":${records}.0}}}`;
}
