import { z } from 'zod';
import type { ControlParts } from '../../control/parts.ts';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Action } from '../../model/service/role.ts';
import type { BrowserCookie } from './credentials.ts';
import { type RawInput, readInput } from './read-input.ts';

/**
 * `read`: changes nothing. `create`: needs an Idempotency-Key. `change` and `delete`: need If-Match, of a thing that has versions.
 * `act`: anything else that changes something, harmless when it is done twice.
 */
export type RouteKind = 'read' | 'create' | 'change' | 'delete' | 'act';

/** What a route gets of a request that is authentic, allowed and valid. */
export interface Asked<Params, Query, Body> {
  readonly parts: ControlParts;
  /** Of a public route nobody in particular: a caller of kind `setup`, whose role is the least. */
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Of If-Match, where the kind asks for it; else 0. */
  readonly version: number;
  readonly browser: BrowserCookie;
  /** `Last-Event-ID`: what a browser that opens a stream again has seen last. */
  readonly lastEventId: string | undefined;
  /** Aborted when the asker has left; of streams also when the service stops. */
  readonly signal: AbortSignal;
  /** Idempotency-Key, where `optionalKey` lets it come. */
  readonly key: string | undefined;
}

/** One thing that a stream of events tells. */
export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
  /** What a browser that connects again says that it has seen. */
  readonly id?: string;
}

/** What a request may send that is let in before its body is read. */
export interface Admission {
  /** How large a body may be. */
  readonly mostBytes: number;
  /** A place that is none of those of strangers; without one, of large bodies a few are held at once. */
  readonly place?: Place;
}

/** Holds a request until it has its answer. */
export interface Place {
  /** More of the body has come. @throws ConfigError `api.too.many` */
  grow(bytes: number): void;
  /** Due once. */
  leave(): void;
}

interface RouteFacts {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with parameters as `{id}`. */
  readonly path: string;
  /** What the caller's role must allow (`leastRoles`), or `public` where nobody need be signed in. */
  readonly action: Action | 'public';
  readonly kind: RouteKind;
  /** Under which heading the reference shows it. */
  readonly tag: string;
  /** A sentence, in English. */
  readonly summary: string;
  readonly description?: Message;
  /** Of a good answer: 200 unless said otherwise, 204 without an answer. */
  readonly status?: 200 | 201 | 202;
  /** Of an answer that is text rather than JSON; `handle` then gives a string. */
  readonly media?: string;
  /** It reads more the more the store holds, as all lists do: few of them are done at once. */
  readonly readsMuch?: boolean;
  /** It is the act of no account: what it does is kept by the thing itself, not by the audit. */
  readonly isNobodys?: boolean;
  /** What an Idempotency-Key means where it may come; `create` has one anyway. */
  readonly optionalKey?: Message;
  /** Asked before its body is read. @throws ConfigError for those who may not come in */
  readonly admit?: (parts: ControlParts, params: Readonly<Record<string, string>>) => Promise<Admission>;
  /** A field of the answer that is told once: the answer that is kept for a repeat of the request has null in its place. */
  readonly shownOnce?: string;
}

/** What a route declares; `defineRoute` makes a {@link Route} of it. Bodies, queries and parameters are strict objects. */
interface RouteSpec<Params, Query, Body, Answer> extends RouteFacts {
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Absent: the answer is 204, without a body. */
  readonly answer?: z.ZodType<Answer>;
  /** Calls one use case. */
  readonly handle: (asked: Asked<Params, Query, Body>) => Promise<Answer>;
}

interface StreamSpec<Params, Query, Body> extends Omit<RouteFacts, 'status' | 'media' | 'shownOnce' | 'readsMuch'> {
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** What is in `data` of the events, for the reference. */
  readonly answer: z.ZodType;
  /** Called before the answer begins: what it throws is answered as a problem. */
  readonly open: (asked: Asked<Params, Query, Body>) => Promise<AsyncIterable<StreamEvent>>;
}

/** What a route gets before its input is read. */
export type Raw = Asked<undefined, undefined, undefined>;

/** A route as the kernel sees it, whatever its types. */
export interface Route extends RouteFacts {
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly answer: z.ZodType | undefined;
  readonly isStream: boolean;
  /** Nothing needs to be said: no body counts as `{}`. */
  readonly isBodyOptional: boolean;
  /** Checks the input; what it returns does the work. @throws ConfigError `api.input.invalid` */
  readonly prepare: (input: RawInput) => Work;
}

/** What is to be done: once, giving an answer, or as long as somebody listens. */
export type Work =
  | { readonly kind: 'once'; readonly answer: (asked: Raw) => Promise<unknown> }
  | { readonly kind: 'stream'; readonly open: (asked: Raw) => Promise<AsyncIterable<StreamEvent>> };

/** A route that answers once. Types follow from its schemas. */
export function defineRoute<Params = undefined, Query = undefined, Body = undefined, Answer = void>(
  spec: RouteSpec<Params, Query, Body, Answer>,
): Route {
  const { params, query, body, answer, handle, ...facts } = spec;
  // Of PATCH and PUT a body that is missing is a mistake: what they are asked for is in it.
  const isBodyOptional = body !== undefined && facts.method === 'post' && body.safeParse({}).success;
  return {
    ...facts,
    readsMuch: facts.readsMuch ?? isList(facts.kind, query),
    params,
    query,
    body,
    answer,
    isStream: false,
    isBodyOptional,
    prepare: (raw) => {
      const input = isBodyOptional && raw.body === undefined ? { ...raw, body: {} } : raw;
      const read = readInput<Params, Query, Body>({ params, query, body }, input);
      return { kind: 'once', answer: async (asked) => await handle({ ...asked, ...read }) };
    },
  };
}

/** A route that answers with server-sent events, until there are no more or the asker leaves. */
export function defineStream<Params = undefined, Query = undefined, Body = undefined>(
  spec: StreamSpec<Params, Query, Body>,
): Route {
  const { params, query, body, answer, open, ...facts } = spec;
  return {
    ...facts,
    params,
    query,
    body,
    answer,
    isStream: true,
    isBodyOptional: false,
    prepare: (input) => {
      const read = readInput<Params, Query, Body>({ params, query, body }, input);
      return { kind: 'stream', open: async (asked) => await open({ ...asked, ...read }) };
    },
  };
}

/** Lists are told in parts. */
function isList(kind: RouteKind, query: z.ZodType | undefined): boolean {
  return kind === 'read' && query instanceof z.ZodObject && 'limit' in query.shape;
}
