import type { HandlerRequest } from '../model/triggers/handler.ts';
import type { GuardedRequestParts } from '../outbound/guarded-request.ts';
import { payloadOf } from './forms/payload.ts';

/** What a sink reaches its servers with. */
export interface SinkParts extends GuardedRequestParts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Unguessable. */
  readonly bytes: (count: number) => Uint8Array;
}

/** One server of several. */
export interface SinkServer {
  readonly host: string;
  readonly port: number;
}

/** What is published of a turn: the same JSON that a URL is sent, and what consumers tell it by without reading it. */
export interface SinkMessage {
  /** The same with every try: whoever sees it twice has it. */
  readonly id: string;
  /** As the platform names the event, else the kind of the turn. */
  readonly type: string;
  /** What keeps its order; undefined where nothing does. */
  readonly orderKey: string | undefined;
  readonly body: string;
}

/** The message of a turn. */
export function sinkMessage(request: HandlerRequest): SinkMessage {
  const { id, event, kind, orderKey } = request;
  return { id, type: event?.type ?? kind, orderKey, body: JSON.stringify(payloadOf(request)) };
}
