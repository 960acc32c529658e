import type { Form } from './gateway/multipart.ts';

/** What a route handler sees of one request that has passed the gateway (token, scope, limit, parameter checks). */
export interface Exchange {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON body; `{}` when none was sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What was sent as `multipart/form-data` instead of JSON. */
  readonly form?: Form | undefined;
  /** The `Range` header. */
  readonly range?: string | undefined;
  readonly appId: string;
  readonly scopes: ReadonlySet<string>;
  readonly nowMs: number;
}

/** Either the value of `data`, or its finished JSON text for answers too large to build as objects. */
export type JsonAnswer = { readonly data: unknown } | { readonly dataJson: string };
/** A success. A refusal is a thrown `ApiFailure`. */
export type Answer = JsonAnswer | { readonly file: FileAnswer };

/** The bytes of a file; 206 with the part that a `Range` names. */
export interface FileAnswer {
  readonly status: 200 | 206;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** An endpoint of a simulator. The gateway checks a call before `handle` sees it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the contract: `/open-apis/bitable/v1/apps/:app_token/tables`. Limits, scopes and parameters are looked up there. */
  readonly path: string;
  /** The fields of `data` stand beside `code` and `msg` instead (auth/v3, bot/v3/info). */
  readonly isFlat?: true;
  readonly handle: (exchange: Exchange) => Answer;
  /**
   * To be called with the path's parameters when a call arrives, and what it returns once the answer has left (or the caller
   * has hung up): for what the platform refuses while another call of the kind is still under way.
   */
  readonly begin?: (params: Readonly<Record<string, string>>) => () => void;
  /** How long the answer is held back at least, so that calls can be under way at the same time at all. */
  readonly durationMs?: number;
}

/** Tells routes apart. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** A refusal with the platform's code; `http` is the status that the endpoint's page documents for it. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly http: number;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: number, message: string, http = 400, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.http = http;
    this.detail = detail;
  }
}
