import type { LarkstreamError } from '../model/errors.ts';
import type { JsonObject, JsonValue } from '../util/json.ts';
import { connectorCure } from './connector-cures.ts';

/** Airbyte protocol v0.18, `airbyte_protocol.yaml`: one message a line, an envelope with `type` and one payload. */
const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type LogLevel = (typeof logLevels)[number];

const streamStatuses = ['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'] as const;
export type StreamStatus = (typeof streamStatuses)[number];

export function logMessage(level: LogLevel, message: string): JsonObject {
  return { type: 'LOG', log: { level, message } };
}

export function specMessage(connectionSpecification: JsonObject, documentationUrl: string): JsonObject {
  return { type: 'SPEC', spec: { connectionSpecification, documentationUrl, protocol_version: '0.18.0' } };
}

export function connectionStatusMessage(status: 'SUCCEEDED' | 'FAILED', message?: string): JsonObject {
  return { type: 'CONNECTION_STATUS', connectionStatus: { status, ...(message === undefined ? {} : { message }) } };
}

export function catalogMessage(streams: JsonObject[]): JsonObject {
  return { type: 'CATALOG', catalog: { streams } };
}

function traceMessage(type: string, emittedAt: number, payload: JsonObject): JsonObject {
  return { type: 'TRACE', trace: { type, emitted_at: emittedAt, ...payload } };
}

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

export interface StateText {
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
